import type {CompletenessMessage, GapFacts} from "./protocol.js";

/** Positions `from` up to, and without, `to`; 64 bits, so they are texts. */
export interface PositionRange {
  readonly from: string;
  readonly to: string;
}

/** Positions that are not held while newer ones are, and why. */
export interface Gap extends PositionRange, GapFacts {}

/** What is known of the completeness of a channel's data at the source. */
export interface Completeness {
  /** `unknown` until the service has told it on this connection. `partial` while a gap is open. */
  readonly type: "complete" | "partial" | "unknown";
  /** All creations from `from` up to this position are held; undefined while unknown. */
  readonly through: string | undefined;
  readonly from: string | undefined;
  /** Positions that are not held while newer ones are, in their order. */
  readonly gaps: readonly Gap[];
}

/** One object, so that a comparison by identity sees no change. */
export const UNKNOWN_COMPLETENESS: Completeness = Object.freeze({
  type: "unknown",
  through: undefined,
  from: undefined,
  gaps: Object.freeze([]),
});

/** What is known after a message. */
export function withMessage(known: Completeness, message: CompletenessMessage): Completeness {
  switch (message.type) {
    case "complete_through":
      return typed({...known, from: message.from, through: message.position});
    case "gap_open":
      return typed({...known, gaps: [...without(known.gaps, message), gapOf(message)].sort(byFrom)});
    case "gap_filled":
      return typed({...known, gaps: without(known.gaps, message)});
  }
}

function typed(known: Completeness): Completeness {
  const type = known.gaps.length > 0 ? "partial" : known.through === undefined ? "unknown" : "complete";
  return {...known, type};
}

/** A part of a gap may be filled, and leaves what is before and behind it. */
function without(gaps: readonly Gap[], filled: PositionRange): Gap[] {
  const from = BigInt(filled.from);
  const to = BigInt(filled.to);
  return gaps.flatMap((gap) => {
    if (BigInt(gap.to) <= from || BigInt(gap.from) >= to) {
      return [gap];
    }
    const left: Gap[] = [];
    if (BigInt(gap.from) < from) {
      left.push({...gap, to: filled.from});
    }
    if (BigInt(gap.to) > to) {
      left.push({...gap, from: filled.to});
    }
    return left;
  });
}

function gapOf({type: _type, channel: _channel, ...gap}: Gap & {type: string; channel?: string}): Gap {
  return gap;
}

function byFrom(a: PositionRange, b: PositionRange): number {
  return BigInt(a.from) < BigInt(b.from) ? -1 : 1;
}
