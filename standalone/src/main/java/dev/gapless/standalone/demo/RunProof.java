package dev.gapless.standalone.demo;

/**
 * Something that a run was to see.
 *
 * @param words with its figures
 */
public record RunProof(String words, boolean seen) {
    @Override
    public String toString() {
        return (seen ? "seen: " : "NOT SEEN: ") + words;
    }
}
