package dev.gapless.checkpoint.items.commit;

import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CommitResponse;
import dev.gapless.common.message.CorrectionRequest;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.common.platform.ApiProblem;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The processors' path for what they read anew: what is held, and what is to be put in its place. */
@RestController
class CorrectionResource {

    private static final int MAX = 10_000;

    private final HeldItems held;
    private final ItemCorrector corrections;
    private final CommitMeters meters;

    CorrectionResource(
            JdbcTemplate jdbc, TransactionOperations transaction, CommitMeters meters, LedgerProperties properties) {
        JdbcClient client = JdbcClient.create(jdbc);
        this.held = new HeldItems(client);
        this.corrections = new ItemCorrector(
                new PostgresItemLedger(new BatchStatements(jdbc), transaction, properties.storing()),
                client,
                transaction);
        this.meters = meters;
    }

    @PostMapping(
            path = "/internal/v1/items:held",
            consumes = MediaType.APPLICATION_CBOR_VALUE,
            produces = MediaType.APPLICATION_CBOR_VALUE)
    byte[] held(@RequestBody byte[] body) {
        LedgerItemsRequest query;
        try {
            query = LedgerItemsRequest.fromBytes(body);
        } catch (UnreadableMessageException e) {
            throw unreadable(e);
        }
        requireAtMost(query.ids().size());
        if (query.ids().stream().anyMatch(id -> id.indexOf('\0') >= 0)) {
            throw ApiProblem.unprocessable("ids: one holds U+0000 (expected: none)", "no such id can be held");
        }
        return held.of(query).toBytes();
    }

    @PostMapping(
            path = "/internal/v1/items:correct",
            consumes = MediaType.APPLICATION_CBOR_VALUE,
            produces = MediaType.APPLICATION_CBOR_VALUE)
    byte[] correct(@RequestBody byte[] body) {
        List<Correction> asked;
        try {
            asked = CorrectionRequest.fromBytes(body).corrections();
        } catch (UnreadableMessageException e) {
            throw unreadable(e);
        }
        requireAtMost(asked.size());
        List<Item> items = asked.stream().map(Correction::item).toList();
        ItemValidator.check(items);
        List<Decision> decisions = asked.stream().map(corrections::correct).toList();
        meters.count(items, decisions);
        return new CommitResponse(decisions).toBytes();
    }

    private static void requireAtMost(int asked) {
        if (asked > MAX) {
            throw ApiProblem.tooLarge("%d items (expected: at most %d)".formatted(asked, MAX), "ask in parts");
        }
    }

    private static RuntimeException unreadable(UnreadableMessageException e) {
        return ApiProblem.badRequest(
                "body: %s (expected: a message in CBOR)".formatted(e.getMessage()),
                "run a processor of the same release as this service");
    }
}
