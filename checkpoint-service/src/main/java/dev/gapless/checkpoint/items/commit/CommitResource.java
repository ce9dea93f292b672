package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CommitResponse;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.RowTraceHeader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The processors' path to the ledger. */
@RestController
class CommitResource {

    private static final int MAX_ITEMS = 10_000;

    private final ItemLedger ledger;
    private final CommitMeters meters;
    private final RecordTracer tracer;

    CommitResource(ItemLedger ledger, CommitMeters meters, RecordTracer tracer) {
        this.ledger = ledger;
        this.meters = meters;
        this.tracer = tracer;
    }

    @PostMapping(
            path = "/internal/v1/items:commit",
            consumes = {CommitRequest.MEDIA_TYPE, MediaType.APPLICATION_CBOR_VALUE},
            produces = MediaType.APPLICATION_CBOR_VALUE)
    byte[] commit(
            InputStream body, @RequestHeader(name = RowTraceHeader.HEADER, required = false) @Nullable String traced)
            throws IOException {
        CommitRequest request = read(body);
        List<Item> items = request.items();
        if (items.size() > MAX_ITEMS) {
            throw ApiProblem.tooLarge(
                    "items: %d (expected: at most %d)".formatted(items.size(), MAX_ITEMS), "send them in parts");
        }
        ItemValidator.check(items);
        try (RowTrace rows = RowTrace.begin(tracer, traced)) {
            CommitOutcome outcome = ledger.commit(items, request.decided());
            List<Decision> decisions =
                    outcome.verdicts().stream().map(ItemDecision::decision).toList();
            if (outcome.kept()) {
                meters.count(items, decisions);
                rows.decided(decisions);
            }
            return new CommitResponse(decisions, !outcome.behind().isEmpty()).toBytes();
        }
    }

    private static CommitRequest read(InputStream body) throws IOException {
        try {
            return CommitRequest.from(body);
        } catch (UnreadableMessageException e) {
            throw ApiProblem.badRequest(
                    "body: %s (expected: a commit request in CBOR)".formatted(e.getMessage()),
                    "run a processor of the same release as this service");
        }
    }
}
