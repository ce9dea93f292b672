package dev.gapless.scheduler.sources;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.text.NameSuggestion;
import java.util.Collection;
import org.springframework.web.ErrorResponseException;

/** The answer to questions about a source that was never applied. */
public final class UnknownSource {

    private UnknownSource() {}

    /** @param known names of those that were applied; the nearest that exists for the caller is suggested */
    public static ErrorResponseException refusal(String source, Collection<String> known) {
        return ApiProblem.notFound(
                "source: %s (expected: one that was applied)".formatted(source),
                "Apply its manifest: ./gapless source apply FILE. Those that are there: ./gapless source list."
                        + NameSuggestion.question(
                                source, CallerSources.current().among(known)));
    }
}
