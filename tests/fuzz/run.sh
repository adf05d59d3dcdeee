#!/bin/sh
# Runs each fuzz target on its corpus for so many seconds of its own processor time.  usage: run.sh BUILD [SECONDS] [TARGET…]
# FUZZ_SEED fixes the walk: what must land is not held up by chance; without it every run walks elsewhere.
# FUZZ_JOBS targets run beside one another (default 1).
# The corpus in tests/fuzz/corpus/TARGET is the seed; what a run finds new stays in BUILD.
set -u
build=$1; seconds=${2:-60}
[ $# -gt 0 ] && shift; [ $# -gt 0 ] && shift
here=$(cd "$(dirname "$0")" && pwd)

# one NAME: its sentence goes to BUILD/fuzz-NAME.told, and to standard output.
one () {
  work="$build/corpus-$1" seed="$here/corpus/$1" log="$build/fuzz-$1.log"
  mkdir -p "$work"
  [ -d "$seed" ] || seed=
  # A hang is seen by the wall's clock, which says little beside other work; what is slow, fuzz-clock.c tells.
  # shellcheck disable=SC2086
  FUZZ_SECONDS=$seconds "$build/tests/fuzz/fuzz-$1" ${FUZZ_SEED:+-seed=$FUZZ_SEED} -timeout=600 -rss_limit_mb=2048 -max_len=65536 \
      -print_final_stats=1 -artifact_prefix="$build/finding-$1-" "$work" $seed >"$log" 2>&1 & fuzzer=$!
  if wait "$fuzzer"; then
    echo "fuzz $1: $(sed -n 's/stat::number_of_executed_units: *//p' "$log") runs in $seconds s of the processor, no finding" >"$build/fuzz-$1.told"
  else
    { echo "fuzz $1: FINDING, see $log"; tail -n 30 "$log"; } >"$build/fuzz-$1.told"
  fi
  cat "$build/fuzz-$1.told"
}

[ $# -gt 0 ] || set -- $(cd "$build/tests/fuzz" && ls | sed -nE 's/^fuzz-([a-z0-9-]+)$/\1/p')
export G_DEBUG=fatal-criticals ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
for target in "$@"; do rm -f "$build/fuzz-${target#fuzz-}.told"; done
jobs=${FUZZ_JOBS:-1}; lane=0; lanes=
# Lanes do not hear Ctrl+C, and nobody else ends what they run.
trap 'kill $lanes 2>/dev/null; exit 130' INT TERM
while [ $lane -lt "$jobs" ]; do
  # Each lane takes every so-manieth target.
  (trap 'kill ${fuzzer:-} 2>/dev/null; exit 1' TERM
   i=0; for target in "$@"; do [ $((i % jobs)) = $lane ] && one "${target#fuzz-}"; i=$((i + 1)); done) & lanes="$lanes $!"
  lane=$((lane + 1))
done
wait
passed=0; failed=0
for target in "$@"; do
  if grep -q 'no finding$' "$build/fuzz-${target#fuzz-}.told"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "Ok: $passed"; echo "Fail: $failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
