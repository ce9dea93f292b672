package dev.gapless.scheduler.status;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.text.NameSuggestion;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells operators what fails or waits, why, until when, and what to do. */
@RestController
class StatusResource {

    private final StatusService status;
    private final StatusQueries queries;
    private final SourceCatalog sources;

    StatusResource(StatusService status, StatusQueries queries, SourceCatalog sources) {
        this.status = status;
        this.queries = queries;
        this.sources = sources;
    }

    @GetMapping("/v1/status")
    StatusView all(CallerSources own) throws InterruptedException {
        return status.of(new StatusScope(null, null, own));
    }

    @GetMapping("/v1/sources/{source}/status")
    StatusView one(
            @PathVariable String source, @RequestParam(required = false) @Nullable String account, CallerSources own)
            throws InterruptedException {
        if (!sources.names().contains(source)) {
            throw UnknownSource.refusal(source, sources.names());
        }
        if (account != null && !queries.follows(source, account)) {
            throw ApiProblem.notFound(
                    "account: %s/%s (expected: one that is followed)".formatted(source, account),
                    "Those that are there: ./gapless account list %s.".formatted(source)
                            + NameSuggestion.question(account, queries.names(source)));
        }
        return status.of(new StatusScope(source, account, own));
    }
}
