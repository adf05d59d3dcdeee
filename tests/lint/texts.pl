#!/usr/bin/perl -0n
# Sentences that a person will read and that cannot be translated: a literal of words given to an error or a job's
# stage outside _() and N_().  usage: texts.pl FILE…; prints them, silence is good.
use strict;
my $literal = qr/"(?:[^"\\]|\\.)*"/;
while (/\b(g_set_error|g_set_error_literal|g_prefix_error|vt_onnx_refuse|vt_onnx_note|cli_usage_error|vt_job_tick) \(((?:[^;"]|$literal)*?);/g)
  {
    my ($call, $rest) = ($1, $2);

    $rest =~ s/\bN?_ ?\((?:\s*(?:$literal|\w+))+\s*\)//g;
    for my $text ($rest =~ /($literal)/g)
      {
        print "$ARGV: $call: $text is not marked for translation\n" if $text =~ /\p{L}{3,} |, | \p{L}{3,}/;
      }
  }
