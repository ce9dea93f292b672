package dev.gapless.simulation.faults;

/** A kind of fault. */
public enum FaultKind {
    /** The live connection ends. */
    DROP(Reach.ONCE),

    /** Nothing passes the live connection any more, and neither end is told. */
    HALF_OPEN(Reach.ONCE),

    /** The live connection lives and answers, and leaves out a stream's events. */
    BLIND(Reach.WHILE),

    /** A live event comes long after its position, later than the source promises. */
    LATE_FRAME(Reach.TIMES),

    /** Live events come out of order, within what the source promises; happens without being planned too. */
    REORDER(Reach.WHILE),

    /** A live event comes twice, the second time much later. */
    DUPLICATE(Reach.TIMES),

    /** A live frame that cannot be read. */
    GARBAGE(Reach.TIMES),

    /**
     * A live connection answers nothing that it is asked any more, for as long as it lives. Events go on, and the last
     * of them come again and again.
     */
    UNANSWERED(Reach.ONCE),

    /** An item appears at both paths at a position that is long past, later than the source promises. */
    BACK_DATED(Reach.TIMES),

    /** An item appears that is longer than a record may be, at both paths. */
    LARGE_ITEM(Reach.TIMES),

    /** The live path refuses the connection, or does not answer. */
    REFUSED(Reach.TIMES),

    /** A page answers from the state of a moment ago, within what the source promises. */
    LAGGING_PAGE(Reach.WHILE),

    /** A page answers from an older state than the source promises. */
    STALE_REPLICA(Reach.TIMES),

    /** A page leaves out an item. */
    PARTIAL_PAGE(Reach.TIMES),

    /** A listing says that what it is asked for is not there any more, and a while later it is there again. */
    GONE(Reach.WHILE),

    /** A page says once that there is nothing in a long range, and the next time it shows what is there. */
    EMPTY_ANSWER(Reach.TIMES),

    /** An empty page that names a next one. */
    EMPTY_PAGE(Reach.TIMES),

    /** A page names one as the next that was there already. */
    CURSOR_LOOP(Reach.TIMES),

    /** 429. */
    THROTTLED(Reach.TIMES),

    /** 5xx. */
    SERVER_ERROR(Reach.TIMES),

    /** No answer. */
    TIMEOUT(Reach.TIMES),

    /** The ledger does not answer a miner's comparison. */
    LEDGER_AWAY(Reach.TIMES),

    /** Acknowledgements of the log come many seconds late. */
    ACK_LATE(Reach.TIMES),

    /** The log does not have the record, and says so. */
    RECORD_LOST(Reach.TIMES),

    /** The log has the record, and says that it does not. */
    ACK_LOST(Reach.TIMES),

    /** A process dies between two of its steps. */
    CRASH(Reach.ONCE),

    /** A process dies at any instant. */
    KILL(Reach.ONCE),

    /** A process stands still for longer than any lease, and then goes on. */
    PAUSE(Reach.ONCE),

    /** A process's wall clock is set; that of one who plans or reads pages, back. */
    CLOCK_JUMP(Reach.ONCE),

    /** A scheduler's clock is set to later than the source's by more than the settle time. */
    SCHEDULER_AHEAD(Reach.ONCE),

    /** The same for a miner's, which has measured before how far it is from the source's. */
    MINER_AHEAD(Reach.ONCE),

    /** Of two processes with one name each throws the other one out, again and again. */
    TWO_OF_ONE_NAME(Reach.WHILE),

    /** The log forgets how far the processors were, while none of them is there. */
    FORGOTTEN_OFFSETS(Reach.ONCE),

    /** The log deletes captured records that no processor has read. */
    EXPIRED(Reach.ONCE),

    /** A captured topic gets another partition, and from then on items have another one than before. */
    MORE_PARTITIONS(Reach.ONCE),

    /** The databases come back as they were some seconds ago. */
    OLDER_DATABASE(Reach.ONCE),

    /** A scheduler's lease runs out while it plans, so that two of them plan at once. */
    TWO_PLANNERS(Reach.WHILE),

    /** The cache forgets all. */
    HINTS_LOST(Reach.TIMES),

    /** The cache does not learn what it should. */
    HINTS_STALE(Reach.TIMES),

    /** A person stops something, and ends the stop or has it recovered some seconds later. */
    STOP(Reach.ONCE),

    /** A process hears nothing of stops, and is not heard of by schedulers. */
    CONTROL_AWAY(Reach.ONCE);

    /** How a planned fault takes effect. */
    public enum Reach {
        /** At its instant. */
        ONCE,

        /** From its instant on, so many times. */
        TIMES,

        /** From its instant on, for so long. */
        WHILE
    }

    private final Reach reach;

    FaultKind(Reach reach) {
        this.reach = reach;
    }

    public Reach reach() {
        return reach;
    }
}
