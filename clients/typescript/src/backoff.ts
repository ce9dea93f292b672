/** Bounds of the waits between two attempts, in milliseconds. */
export interface BackoffOptions {
  readonly firstMillis: number;
  readonly mostMillis: number;
}

/**
 * Full jitter: any time from nothing to the bound, which doubles with each failure. So clients that were cut off
 * together do not come back together.
 */
export function backoffMillis(failures: number, options: BackoffOptions, random: () => number = Math.random): number {
  const bound = Math.min(options.mostMillis, options.firstMillis * 2 ** Math.min(failures, 30));
  return Math.floor(random() * (bound + 1));
}
