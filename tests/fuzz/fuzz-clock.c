/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time as the processor knows it, around each target's LLVMFuzzerTestOneInput() (the linker's --wrap brings calls here).
 * libFuzzer counts by the wall's clock, and beside other work that says little.
 *
 * FUZZ_SECONDS: seconds of the processor after which the run looks for what all its inputs have leaked and, when that is
 * nothing, ends in peace (none: as libFuzzer's options say).
 * An input that takes more than SLOW seconds is a finding, also when it never ends. */
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SLOW 10

int __real_LLVMFuzzerTestOneInput (const uint8_t *data,
                                   size_t         size);
int __wrap_LLVMFuzzerTestOneInput (const uint8_t *data,
                                   size_t         size);

static double
seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static volatile double begin = -1;      /* of the input that is looked at; -1: none is */

/* Every SLOW seconds of the processor. */
static void
look (int number)
{
  static const char said[] = "One input takes too long\n";

  if (begin >= 0 && seconds () - begin > SLOW && write (STDERR_FILENO, said, strlen (said)) > 0)
    abort ();
}

static double
start (void)
{
  const struct itimerval often = { { SLOW, 0 }, { SLOW, 0 } };

  signal (SIGPROF, look);
  setitimer (ITIMER_PROF, &often, NULL);
  return getenv ("FUZZ_SECONDS") != NULL ? atof (getenv ("FUZZ_SECONDS")) : 0;
}

int
__wrap_LLVMFuzzerTestOneInput (const uint8_t *data,
                               size_t         size)
{
  static double limit = -1;
  int result;

  if (limit < 0)
    limit = start ();
  begin = seconds ();
  result = __real_LLVMFuzzerTestOneInput (data, size);

  const double end = seconds (), took = end - begin;

  begin = -1;
  if (took > SLOW)
    {
      fprintf (stderr, "%.1f s of the processor for one input of %zu bytes\n", took, size);
      abort ();
    }
  if (limit > 0 && end > limit)
    {
      limit = 0;
      __lsan_do_leak_check ();
      raise (SIGUSR1);
    }
  return result;
}
