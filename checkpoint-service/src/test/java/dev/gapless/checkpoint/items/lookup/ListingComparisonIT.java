package dev.gapless.checkpoint.items.lookup;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.LedgerRig;
import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.common.position.StreamId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListingComparisonIT {

    private static final StreamId POSTS = new StreamId("forum", "ann", "posts");

    private final LedgerRig ledger = new LedgerRig();
    private final ListingComparison comparison =
            new ListingComparison(ledger.database().jdbc());

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void tells_what_is_not_listed_and_what_is_unknown_and_a_tombstone_is_neither() {
        ledger.commit(
                post("a", 1).at(10),
                post("b", 2).at(20).version(7),
                post("gone", 3).at(21),
                post("gone", 4).at(21).deleted(),
                post("end", 5).at(30),
                post("other", 6).at(15).of("bob"));

        CompareResponse answer =
                comparison.compare(new CompareRequest(POSTS, 10, 30, List.of("a", "gone", "end", "new", "other", "a")));

        assertThat(answer.held()).isEqualTo(2);
        assertThat(answer.notListed()).containsExactly(new Held("b", 20, 7));
        assertThat(answer.unknown()).containsExactly("new", "other");
    }

    @Test
    void names_each_listed_item_that_is_held_as_deleted_wherever_it_had_stood() {
        ledger.commit(
                post("a", 1).at(10),
                post("again", 2).at(5),
                post("again", 3).at(5).version(8).deleted(),
                post("gone", 4).at(21),
                post("gone", 5).at(21).deleted(),
                post("again", 6).at(12).of("bob"));

        CompareResponse answer =
                comparison.compare(new CompareRequest(POSTS, 10, 30, List.of("a", "again", "again", "new")));

        assertThat(answer.deleted()).containsExactly(new Held("again", 5, 8));
    }

    @Test
    void of_an_empty_listing_all_that_is_held_is_missing() {
        ledger.commit(post("a", 1).at(10), post("b", 2).at(11));

        CompareResponse answer = comparison.compare(new CompareRequest(POSTS, 0, 11, List.of()));

        assertThat(answer).isEqualTo(new CompareResponse(1, List.of(new Held("a", 10, 1)), List.of(), List.of()));
    }

    @Test
    void reads_by_index_only() {
        ledger.database().jdbc().update("""
                insert into item (source, account, stream, item_id, position, version, operation, deleted, hash, payload,
                                  path, provenance, generation, inferred, seen_at, accepted_at, topic_id, log_partition,
                                  log_offset)
                select 'forum', 'acc-' || n % 50, 'posts', 'item-' || n, n, 1, 0, false, ''::bytea, '{}', 'MINED', 't', 0,
                       false, now(), now(), gen_random_uuid(), 0, n
                  from generate_series(1, 50000) as s (n)
                """);
        ledger.database().jdbc().execute("analyze item");
        List<String> plan = ledger.database()
                .jdbc()
                .query(
                        "explain " + ListingComparison.SQL,
                        statement -> ListingComparison.bind(
                                statement,
                                new CompareRequest(
                                        new StreamId("forum", "acc-7", "posts"), 100, 2_000, List.of("item-7"))),
                        (row, number) -> row.getString(1));

        assertThat(String.join("\n", plan))
                .contains("_account_source_stream_position_idx")
                .contains("_pkey")
                .doesNotContain("Seq Scan on item");
    }
}
