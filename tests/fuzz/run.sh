#!/bin/sh
# Runs each fuzz target for a while on its corpus.  usage: run.sh BUILD [SECONDS] [TARGET…]
# FUZZ_SEED fixes the walk: what must land is not held up by chance; without it every run walks elsewhere.
# The corpus in tests/fuzz/corpus/TARGET is the seed; what a run finds new stays in BUILD.
set -u
build=$1; seconds=${2:-60}
[ $# -gt 0 ] && shift; [ $# -gt 0 ] && shift
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- $(cd "$build/tests/fuzz" && ls | grep -E '^fuzz-[a-z0-9-]+$')
passed=0; failed=0
export G_DEBUG=fatal-criticals ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
for target in "$@"; do
  name=${target#fuzz-}
  work="$build/corpus-$name"; seed="$here/corpus/$name"
  mkdir -p "$work"
  [ -d "$seed" ] || seed=
  # shellcheck disable=SC2086
  if "$build/tests/fuzz/fuzz-$name" -max_total_time="$seconds" ${FUZZ_SEED:+-seed=$FUZZ_SEED} -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
      -print_final_stats=1 -artifact_prefix="$build/finding-$name-" "$work" $seed >"$build/fuzz-$name.log" 2>&1; then
    passed=$((passed + 1))
    echo "fuzz $name: $(sed -n 's/stat::number_of_executed_units: *//p' "$build/fuzz-$name.log") runs in $seconds s, no finding"
  else
    failed=$((failed + 1))
    echo "fuzz $name: FINDING, see $build/fuzz-$name.log"; tail -n 30 "$build/fuzz-$name.log"
  fi
done
echo "Ok: $passed"; echo "Fail: $failed"
[ "$failed" = 0 ]
