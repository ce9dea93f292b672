package dev.gapless.simulation.oracle;

/** What must hold; in brackets when it is looked at. */
public enum Rule {
    /** At each claim: what it claims was in the log before. */
    CLAIMED_NOT_HELD("coverage claims what the log does not have"),

    /** At each event: it does not fall into what was claimed before it happened. */
    CLAIMED_BEFORE_IT_HAPPENED("coverage claims what has not happened yet"),

    /** At the end, after the audit: nothing is missing inside what is claimed. */
    FALSE_COVERAGE("coverage claims what the ledger does not have"),

    /** At the end: what the listing can show is held in its last version. */
    LOST("the ledger does not have what the source shows"),

    /** At the end: nothing is held that never was. */
    INVENTED("the ledger has what never was"),

    /** At each change. */
    TWICE("a version was published twice"),

    /** At each change. */
    OLDER_OVER_NEWER("an older version was published after a newer one"),

    /** At each change. */
    RESURRECTED("a deleted item came back at no higher version"),

    /** At each write. */
    STALE_EPOCH("a writer that had lost its lease changed something"),

    /** At each end of a record, and at the end. */
    NOT_CONSERVED("records received are not those accepted, known, too old or refused"),

    /** At each call. */
    LIMIT_BROKEN("the source was called before it wished"),

    /** At the end. */
    NO_PROGRESS("what could be covered is not covered"),

    /** Anywhere: an exception of ours. */
    BUG("the core threw");

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
