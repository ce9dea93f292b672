package dev.gapless.common.connector;

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
     * @param path of the value, as in {@code streams.posts.listing.order}
     * @param value as written; empty when it is missing
     */
    record Problem(int line, String path, String value, String rule, String remedy) {}
}
