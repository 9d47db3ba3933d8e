import type { Milliseconds } from '../../core/time.ts';

/** How many requests a second arrive as time goes by. Rates are per second, lengths in milliseconds. */
export type RateProfile =
  | { readonly kind: 'constant'; readonly rate: number }
  /** From one rate to another in a straight line, then on at the second. */
  | { readonly kind: 'ramp'; readonly from: number; readonly to: number; readonly over: Milliseconds }
  /** A low rate with regular bursts. */
  | {
      readonly kind: 'spikes';
      readonly base: number;
      readonly peak: number;
      readonly every: Milliseconds;
      readonly length: Milliseconds;
      /** When the first burst begins. */
      readonly after: Milliseconds;
    }
  /** Down and up like a day: lowest at the start, highest after half a period. */
  | { readonly kind: 'diurnal'; readonly low: number; readonly high: number; readonly period: Milliseconds };

/** Requests a second at a moment after the start. */
export function rateAt(profile: RateProfile, elapsed: Milliseconds): number {
  switch (profile.kind) {
    case 'constant':
      return profile.rate;
    case 'ramp': {
      const done = Math.min(elapsed, profile.over) / profile.over;
      return profile.from + (profile.to - profile.from) * done;
    }
    case 'spikes': {
      const since = elapsed - profile.after;
      return since >= 0 && since % profile.every < profile.length ? profile.peak : profile.base;
    }
    case 'diurnal':
      return profile.low + (profile.high - profile.low) * swing((elapsed / profile.period) % 1);
  }
}

/** Requests from the start until a moment after it: the area below the profile, not rounded. */
export function requestsUntil(profile: RateProfile, elapsed: Milliseconds): number {
  switch (profile.kind) {
    case 'constant':
      return (profile.rate * elapsed) / 1000;
    case 'ramp': {
      const rising = Math.min(elapsed, profile.over);
      const mean = (profile.from + rateAt(profile, rising)) / 2;
      return (mean * rising + profile.to * (elapsed - rising)) / 1000;
    }
    case 'spikes': {
      const since = Math.max(0, elapsed - profile.after);
      const bursting =
        Math.floor(since / profile.every) * profile.length + Math.min(since % profile.every, profile.length);
      return (profile.base * (elapsed - bursting) + profile.peak * bursting) / 1000;
    }
    case 'diurnal': {
      const days = elapsed / profile.period;
      const high = Math.floor(days) / 2 + swingArea(days % 1);
      return (profile.low * elapsed + (profile.high - profile.low) * high * profile.period) / 1000;
    }
  }
}

/**
 * A wave from 0 to 1 and back over one period, made of two parabolas: smooth as a cosine, and of the same bytes on
 * every machine.
 */
function swing(phase: number): number {
  const quarter = phase <= 0.5 ? phase : 1 - phase;
  return quarter <= 0.25 ? 8 * quarter * quarter : 1 - 8 * (0.5 - quarter) * (0.5 - quarter);
}

/** The area below `swing` from 0 to `phase`; 1/2 over a whole period. */
function swingArea(phase: number): number {
  if (phase > 0.5) return 0.5 - swingArea(1 - phase);
  if (phase <= 0.25) return (8 / 3) * phase * phase * phase;
  const rest = 0.5 - phase;
  return phase - 0.25 + (8 / 3) * rest * rest * rest;
}
