package dev.gapless.chaos;

/**
 * Something that a run must have seen.
 *
 * @param words with its figures
 * @param seen whether it was
 */
record FaultProof(String words, boolean seen) {

    /** @param words in which {@code %,d} stands for the figure, which must be above 0 */
    static FaultProof counted(String words, long figure) {
        return new FaultProof(words.formatted(figure), figure > 0);
    }

    @Override
    public String toString() {
        return (seen ? "seen: " : "NOT SEEN: ") + words;
    }
}
