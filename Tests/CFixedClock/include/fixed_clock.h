#ifndef FIXED_CLOCK_H
#define FIXED_CLOCK_H

/// The variable that says which time it is, in seconds since 1970-01-01T00:00:00Z.
///
/// In a program that loads this library first (`LD_PRELOAD`), `time` returns that always. All other clocks go on, so that
/// waiting takes as long as it takes.
#define FIXED_CLOCK_VARIABLE "KM_TEST_TIME"

#endif
