package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static dev.gapless.common.message.Decision.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the former release wrote is there after the tables have changed, and decides as it did. */
class MigratedItemsIT {

    private static final Sighting FIRST = post("edited", 1);
    private static final Sighting SECOND = post("edited", 2).version(2).updated("\"again\"");
    private static final Sighting RAISED = post("raised", 3);
    private static final Sighting GONE = post("gone", 4).version(3).deleted();

    private final CheckpointDatabase database = CheckpointDatabase.at("6");

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void items_and_their_versions_are_kept_and_repeated_records_are_answered_as_they_were() {
        for (int i = 0; i < 200; i++) {
            write(post("item-" + i, 1_000 + i).of("acc-" + i % 17), 1, NEW);
        }
        accepted(FIRST, NEW);
        write(SECOND, 2, CHANGED);
        write(RAISED, 9, NEW);
        write(GONE, 3, CHANGED);

        database.migrate();

        try (LedgerRig ledger = new LedgerRig(database, new PayloadRetention(0, true, Duration.ofHours(1)))) {
            assertThat(database.number("select count(*) from item")).isEqualTo(203);
            assertThat(database.number("select count(*) from item_chain")).isEqualTo(204);
            assertThat(database.number("select count(distinct tableoid) from item"))
                    .isGreaterThan(4);
            assertThat(ledger.row("edited")).containsEntry("version", 2L).containsEntry("payload", "\"again\"");
            assertThat(ledger.commit(FIRST, SECOND, RAISED, GONE)).containsExactly(NEW, CHANGED, NEW, CHANGED);
            assertThat(ledger.commit(
                            post("edited", 11),
                            post("raised", 12),
                            post("raised", 13).version(9),
                            post("raised", 14).version(8).saying("\"between\""),
                            post("gone", 15).version(2),
                            post("item-7", 16).of("acc-7")))
                    .containsExactly(DUPLICATE, DUPLICATE, DUPLICATE, STALE, STALE, DUPLICATE);
            assertThat(ledger.commitOne(post("edited", 21).version(3).updated("\"more\"")))
                    .isEqualTo(CHANGED);
            assertThat(ledger.versions("edited")).isEqualTo(3);
        }
    }

    /** As the former release did: the item's row, and one for its version. */
    private void write(Sighting sighting, long heldVersion, Decision decision) {
        Item item = sighting.item();
        byte[] payload = item.payload();
        database.jdbc()
                .update(
                        """
                        insert into item (source, account, stream, item_id, position, version, operation, deleted, hash,
                                          payload, door, sighting, generation, inferred, seen_at, accepted_at, topic_id,
                                          log_partition, log_offset, seen_live_at, seen_live_by)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'LIVE', 'w', 0, false, now(), now(), ?, ?, ?, now(), 'w')
                        """,
                        item.source(),
                        item.account(),
                        item.stream(),
                        item.itemId(),
                        item.position(),
                        heldVersion,
                        ItemColumns.rank(item.operation()),
                        payload == null,
                        item.hash(),
                        payload == null ? null : new String(payload, StandardCharsets.UTF_8),
                        item.topicId(),
                        item.partition(),
                        item.offset());
        accepted(sighting, decision);
    }

    private void accepted(Sighting sighting, Decision decision) {
        Item item = sighting.item();
        database.jdbc()
                .update(
                        """
                        insert into item_version (topic_id, log_partition, log_offset, source, account, stream, item_id,
                                                  position, version, operation, hash, door, sighting, decision, accepted_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'LIVE', 'w', ?, now())
                        """,
                        item.topicId(),
                        item.partition(),
                        item.offset(),
                        item.source(),
                        item.account(),
                        item.stream(),
                        item.itemId(),
                        item.position(),
                        item.version(),
                        ItemColumns.rank(item.operation()),
                        item.hash(),
                        decision.name());
    }

    @Test
    void a_replica_of_the_former_release_cannot_decide_anything_any_more() {
        database.migrate();

        assertThatThrownBy(() -> accepted(FIRST, NEW)).hasMessageContaining("decision");
    }
}
