package dev.gapless.benchmarks.push;

/** How a server sends changes. */
enum PushMode {
    /** One frame a change, as the peers' users send it. */
    SINGLE("each change a message", 0),

    /** All changes of 100 ms in a frame, 50 at most with the live service. The peers' users write that themselves. */
    BATCHES("batches", 100),

    /** The same, compressed by {@code permessage-deflate}. */
    COMPRESSED("batches, compressed", 100);

    private final String words;
    private final int batchMillis;

    PushMode(String words, int batchMillis) {
        this.words = words;
        this.batchMillis = batchMillis;
    }

    /** As in the report. */
    String words() {
        return words;
    }

    /** 0 when each change is a message. */
    int batchMillis() {
        return batchMillis;
    }

    boolean isCompressed() {
        return this == COMPRESSED;
    }
}
