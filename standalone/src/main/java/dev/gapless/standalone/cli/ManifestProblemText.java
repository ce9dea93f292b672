package dev.gapless.standalone.cli;

import dev.gapless.connector.ManifestParser.Problem;

/** A mistake of a manifest as compilers write it, so that editors find the place. */
final class ManifestProblemText {

    private ManifestProblemText() {}

    static String of(String file, Problem problem) {
        return "%s:%d:%d: %s: '%s'%n  rule: %s%n  remedy: %s"
                .formatted(
                        file,
                        problem.line(),
                        problem.column(),
                        problem.path().isEmpty() ? "manifest" : problem.path(),
                        problem.value(),
                        problem.rule(),
                        problem.remedy());
    }
}
