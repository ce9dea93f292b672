package dev.gapless.checkpoint.records.deadletters;

/** What has become of a letter. */
enum DeadLetterState {
    /** It is not dealt with. */
    NEW,

    /** It was put back where it came from; should that fail again, there is another letter that names this one. */
    REDRIVEN,

    /** An operator has said why it is not needed. */
    DISCARDED
}
