package dev.gapless.checkpoint.undo;

import dev.gapless.checkpoint.problems.ApiProblem;
import dev.gapless.checkpoint.problems.RequestParameters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The operators' way back from a listing that was broken. */
@RestController
class UndoResource {

    private static final int MAX_ITEMS = 10_000;

    /**
     * @param account null for all of the source
     * @param stream null for all of the account
     * @param from an instant, as {@code 2026-01-31T12:00:00Z}; null for all that can be undone
     * @param to the same
     * @param items at most 10,000 ids; null for all
     * @param dryRun true only to be told; null for false
     */
    record Body(
            @Nullable String source,
            @Nullable String account,
            @Nullable String stream,
            @Nullable String from,
            @Nullable String to,
            @Nullable List<String> items,
            @Nullable Boolean dryRun) {}

    private final UndoService undo;

    UndoResource(UndoService undo) {
        this.undo = undo;
    }

    @PostMapping("/v1/deletions:undo")
    UndoResult undo(@RequestBody Body body) {
        String source = body.source();
        if (source == null || source.isEmpty()) {
            throw ApiProblem.badRequest(
                    "source: none (expected: a source's name)", "name the source whose deletes were wrong");
        }
        if (body.stream() != null && body.account() == null) {
            throw ApiProblem.badRequest(
                    "account: none (expected: one where a stream is named)", "name the account too");
        }
        List<String> items = body.items();
        if (items != null && items.size() > MAX_ITEMS) {
            throw ApiProblem.tooLarge(
                    "items: %d (expected: at most %d)".formatted(items.size(), MAX_ITEMS), "ask in parts");
        }
        if (items != null && items.stream().anyMatch(id -> id.indexOf('\0') >= 0)) {
            throw ApiProblem.badRequest("items: an id holds U+0000 (expected: none)", "no such id can be held");
        }
        UndoRequest wanted = new UndoRequest(
                source, body.account(), body.stream(), instant("from", body.from()), instant("to", body.to()), items);
        return undo.undo(wanted, Boolean.TRUE.equals(body.dryRun()));
    }

    private static @Nullable Instant instant(String name, @Nullable String value) {
        return value == null ? null : Instant.EPOCH.plus(RequestParameters.position(name, value), ChronoUnit.MICROS);
    }
}
