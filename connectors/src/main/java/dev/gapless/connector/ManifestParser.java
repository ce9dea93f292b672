package dev.gapless.connector;

import java.util.List;

/** Reads connector manifests. */
public interface ManifestParser {

    /** What reading a manifest came to. */
    sealed interface Reading {

        record Accepted(Connector connector) implements Reading {}

        /** All that is wrong with it, not only the first. */
        record Refused(List<Problem> problems) implements Reading {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * One mistake in a manifest.
     *
     * @param line 1-based
     * @param column 1-based; 1 where only the line is known
     * @param path of the value, as in {@code streams.posts.listing.order}
     * @param value as written; empty when it is missing
     */
    record Problem(int line, int column, String path, String value, String rule, String remedy) {

        /** Of a whole line. */
        public Problem(int line, String path, String value, String rule, String remedy) {
            this(line, 1, path, value, rule, remedy);
        }
    }
}
