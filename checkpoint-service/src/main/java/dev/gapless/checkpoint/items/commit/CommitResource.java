package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CommitResponse;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.common.platform.ApiProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The processors' path to the ledger. */
@RestController
class CommitResource {

    private static final int MAX_ITEMS = 10_000;

    private final ItemLedger ledger;
    private final CommitMeters meters;

    CommitResource(ItemLedger ledger, CommitMeters meters) {
        this.ledger = ledger;
        this.meters = meters;
    }

    @PostMapping(
            path = "/internal/v1/items:commit",
            consumes = {CommitRequest.MEDIA_TYPE, MediaType.APPLICATION_CBOR_VALUE},
            produces = MediaType.APPLICATION_CBOR_VALUE)
    byte[] commit(InputStream body) throws IOException {
        CommitRequest request = read(body);
        List<Item> items = request.items();
        if (items.size() > MAX_ITEMS) {
            throw ApiProblem.tooLarge(
                    "items: %d (expected: at most %d)".formatted(items.size(), MAX_ITEMS), "send them in parts");
        }
        ItemValidator.check(items);
        CommitOutcome outcome = ledger.commit(items, request.decided());
        List<Decision> decisions =
                outcome.verdicts().stream().map(ItemDecision::decision).toList();
        if (outcome.kept()) {
            meters.count(items, decisions);
        }
        return new CommitResponse(decisions, !outcome.behind().isEmpty()).toBytes();
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
