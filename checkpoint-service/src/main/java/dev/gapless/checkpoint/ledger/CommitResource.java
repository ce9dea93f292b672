package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitAnswer;
import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.UnreadableMessageException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The processors' door to the ledger. */
@RestController
class CommitResource {

    private static final String CBOR = "application/cbor";
    private static final int MOST_ITEMS = 10_000;

    private final ItemLedger ledger;
    private final MeterRegistry meters;

    CommitResource(ItemLedger ledger, MeterRegistry meters) {
        this.ledger = ledger;
        this.meters = meters;
    }

    @PostMapping(path = "/internal/v1/items:commit", consumes = CBOR, produces = CBOR)
    byte[] commit(@RequestBody byte[] body) {
        List<Item> items = CommitRequest.fromBytes(body).items();
        if (items.size() > MOST_ITEMS) {
            throw new IllegalArgumentException("items: %d (expected: at most %d)".formatted(items.size(), MOST_ITEMS));
        }
        List<Decision> decisions = items.isEmpty() ? List.of() : ledger.commit(items);
        for (int i = 0; i < decisions.size(); i++) {
            count(items.get(i), decisions.get(i));
        }
        return new CommitAnswer(decisions).toBytes();
    }

    private void count(Item item, Decision decision) {
        meters.counter(
                        "gapless.committed.items",
                        "source",
                        item.source(),
                        "stream",
                        item.stream(),
                        "door",
                        item.door().name().toLowerCase(java.util.Locale.ROOT),
                        "decision",
                        decision.name())
                .increment();
    }

    @ExceptionHandler({UnreadableMessageException.class, IllegalArgumentException.class})
    ProblemDetail unreadable(RuntimeException failure) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(failure.getMessage()));
    }
}
