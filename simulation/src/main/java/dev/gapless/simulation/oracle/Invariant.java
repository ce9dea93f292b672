package dev.gapless.simulation.oracle;

/** A rule that must hold. */
public enum Invariant {
    /** At each claim: what it claims was in the log before. */
    CLAIMED_NOT_HELD(Tier.STEP, "coverage claims what the log does not have"),

    /** Whenever something is held from now on, or the database goes back: the ledger has it. */
    HELD_NOT_DECIDED(Tier.STEP, "coverage holds what the ledger has not decided"),

    /** At each event: it does not fall into what was claimed before it happened. */
    CLAIMED_BEFORE_IT_HAPPENED(Tier.STEP, "coverage claims what has not happened yet"),

    /** After the audit: nothing is missing inside what is claimed. */
    FALSE_COVERAGE(Tier.END, "coverage claims what the ledger does not have"),

    /** What the listing can show is held in its last version. */
    LOST(Tier.END, "the ledger does not have what the source shows"),

    /** Nothing is held that never was. */
    INVENTED(Tier.END, "the ledger has what never was"),

    /** What is held was published. */
    UNPUBLISHED(Tier.END, "the ledger has what no reader of the changes was told"),

    /** At each change. */
    TWICE(Tier.STEP, "a version was published twice"),

    /** At each change. */
    OLDER_OVER_NEWER(Tier.STEP, "an older version was published after a newer one"),

    /** At each change. */
    RESURRECTED(Tier.STEP, "a deleted item came back at no higher version"),

    /** At each conclusion that an item is gone. */
    DELETED_THOUGH_PRESENT(Tier.STEP, "an item that the source still has was taken for deleted"),

    /** At each write. */
    STALE_EPOCH(Tier.STEP, "a writer that had lost its lease changed something"),

    /** A record comes to its end once. */
    ENDED_TWICE(Tier.STEP, "a record came to its end twice"),

    /** Every record comes to an end. */
    NOT_CONSERVED(Tier.END, "records received are not those accepted, known, too old or refused"),

    /** At each call. */
    LIMIT_BROKEN(Tier.STEP, "the source was called before it wished"),

    /** At each call: no stop names it that all are said to obey. */
    STOPPED_CALLED(Tier.STEP, "a call began that an acknowledged stop forbids"),

    /** Everything that can be covered is covered in the end. */
    NO_PROGRESS(Tier.END, "what could be covered is not covered"),

    /** Some seconds after the last fault: what coverage lacks lies in a gap that is known. */
    UNPLANNED(Tier.END, "what coverage lacks is in no gap"),

    /** Anywhere: an exception of ours. */
    BUG(Tier.STEP, "the core threw");

    /** When it is looked at. */
    public enum Tier {
        /** As it happens. */
        STEP,

        /** When everything has come through. */
        END
    }

    private final Tier tier;
    private final String sentence;

    Invariant(Tier tier, String sentence) {
        this.tier = tier;
        this.sentence = sentence;
    }

    public Tier tier() {
        return tier;
    }

    public String sentence() {
        return sentence;
    }
}
