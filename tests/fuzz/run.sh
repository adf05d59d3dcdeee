#!/bin/sh
# Runs each fuzz target on its seeds, all of them first, and then each for so many seconds of its own processor time (0: the
# seeds alone).  usage: run.sh BUILD [SECONDS] [TARGET…]
# FUZZ_SEED fixes the walk: what must land is not held up by chance; without it every run walks elsewhere.
# FUZZ_JOBS targets run beside one another (default 1).
# The seeds are in tests/fuzz/corpus/TARGET; what a run finds new stays in BUILD.
set -u
build=$1; seconds=${2:-60}
[ $# -gt 0 ] && shift; [ $# -gt 0 ] && shift
here=$(cd "$(dirname "$0")" && pwd)

# fuzz NAME LOG OPTION…: a hang is seen by the wall's clock, which says little beside other work; what is slow, fuzz-clock.c tells.
fuzz () {
  name=$1 log=$2; shift 2
  FUZZ_SECONDS=$seconds "$build/tests/fuzz/fuzz-$name" -timeout=600 -rss_limit_mb=2048 -max_len=65536 -print_funcs=0 \
    -print_final_stats=1 -artifact_prefix="$build/finding-$name-" "$@" >"$log" 2>&1 & fuzzer=$!
  wait "$fuzzer"
}

# tell NAME SENTENCE…: to BUILD/fuzz-NAME.told, and to standard output.
tell () { name=$1; shift; printf '%s\n' "fuzz $name: $*" >"$build/fuzz-$name.told"; cat "$build/fuzz-$name.told"; }
finding () { tell "$1" "FINDING, see $2
$(tail -n 30 "$2")"; }

# once NAME: its seeds; each is looked at for leaks.
once () {
  seed="$here/corpus/$1"
  [ -d "$seed" ] || seed=
  # shellcheck disable=SC2086
  fuzz "$1" "$build/seeds-$1.log" -runs=0 $seed || { finding "$1" "$build/seeds-$1.log"; return 1; }
}

# long NAME: leaks are looked for at the end, since a library that keeps things has every input looked at twice.
long () {
  mkdir -p "$build/corpus-$1"
  seed="$here/corpus/$1"
  [ -d "$seed" ] || seed=
  # shellcheck disable=SC2086
  if fuzz "$1" "$build/fuzz-$1.log" ${FUZZ_SEED:+-seed=$FUZZ_SEED} -detect_leaks=0 "$build/corpus-$1" $seed; then
    tell "$1" "$(sed -n 's/stat::number_of_executed_units: *//p' "$build/fuzz-$1.log") runs in $seconds s of the processor, no finding"
  else
    finding "$1" "$build/fuzz-$1.log"
  fi
}

[ $# -gt 0 ] || set -- $(cd "$build/tests/fuzz" && ls | sed -nE 's/^fuzz-([a-z0-9-]+)$/\1/p')
export G_DEBUG=fatal-criticals ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# Targets that write files wait for no disk.
[ -d /dev/shm ] && [ -w /dev/shm ] && memory=/dev/shm
scratch=$(mktemp -d "${memory:-${TMPDIR:-/tmp}}/vitrine-fuzz-XXXXXX") && export TMPDIR="$scratch"
lanes=
# Lanes do not hear Ctrl+C, and nobody else ends what they run.
trap 'kill $lanes ${fuzzer:-} 2>/dev/null; exit 130' INT TERM
trap 'rm -rf "$scratch"' EXIT

passed=0; failed=0; sound=
for target in "$@"; do
  target=${target#fuzz-}
  rm -f "$build/fuzz-$target.told"
  if once "$target"; then sound="$sound $target"; else failed=$((failed + 1)); fi
done
if [ "$seconds" = 0 ]; then
  for target in $sound; do passed=$((passed + 1)); done
else
  lane=0
  while [ $lane -lt "${FUZZ_JOBS:-1}" ]; do
    # Each lane takes the next target that nobody has.
    (trap 'kill ${fuzzer:-} 2>/dev/null; exit 1' TERM; trap - EXIT
     for target in $sound; do mkdir "$scratch/of-$target" 2>/dev/null && long "$target"; done) & lanes="$lanes $!"
    lane=$((lane + 1))
  done
  wait
  for target in $sound; do
    if grep -q 'no finding$' "$build/fuzz-$target.told"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
fi
echo "Ok: $passed"; echo "Fail: $failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
