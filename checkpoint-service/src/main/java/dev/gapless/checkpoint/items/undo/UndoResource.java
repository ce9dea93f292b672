package dev.gapless.checkpoint.items.undo;

import dev.gapless.checkpoint.longrunning.operations.OperationStarter;
import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.position.MicrosecondTime;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

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
    private final OperationStarter operations;
    private final PlannedCalls calls;

    UndoResource(UndoService undo, OperationStarter operations, PlannedCalls calls) {
        this.undo = undo;
        this.operations = operations;
        this.calls = calls;
    }

    /** 202 with the operation's place; with {@code dryRun} 200 and what would be undone. */
    @PostMapping("/v1/deletions:undo")
    ResponseEntity<?> undo(@RequestBody Body body, CallConditions asked, CallerSources own, Principal who) {
        String source = body.source();
        if (source == null || source.isEmpty()) {
            throw ApiProblem.badRequest(
                    "source: absent (expected: a source's name)", "name the source whose deletes were wrong");
        }
        own.require(source);
        if (body.stream() != null && body.account() == null) {
            throw ApiProblem.badRequest(
                    "account: absent (expected: an account, because a stream is named)", "name the account too");
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
        if (Boolean.TRUE.equals(body.dryRun())) {
            return ResponseEntity.ok(undo.plan(wanted));
        }
        OperationRequest operation = new OperationRequest(
                OperationKind.UNDO, target(wanted), JsonMapper.shared().writeValueAsString(wanted), who.getName());
        return calls.call("undo", asked, told -> {
            if (asked.isPlanned()) {
                UndoResult plan = undo.plan(wanted);
                told.effect("target", operation.target());
                told.effect("items", plan.items());
                told.effect("streams", plan.streams());
                told.effect("notFound", plan.notFound());
            }
            return operations.start(operation, own);
        });
    }

    private static String target(UndoRequest wanted) {
        return Stream.of(wanted.source(), wanted.account(), wanted.stream())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("/"));
    }

    private static @Nullable Instant instant(String name, @Nullable String value) {
        return value == null ? null : MicrosecondTime.toInstant(RequestParameters.position(name, value));
    }
}
