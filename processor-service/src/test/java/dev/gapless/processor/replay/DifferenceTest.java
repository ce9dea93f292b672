package dev.gapless.processor.replay;

import static dev.gapless.processor.fakes.Captured.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.Burial;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.Shape;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.HeldItem;
import dev.gapless.common.message.Operation;
import dev.gapless.common.message.Restoration;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.fakes.Captured;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.normalise.Normalised;
import dev.gapless.processor.normalise.Normaliser;
import dev.gapless.processor.replay.Difference.What;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static final String READ = "window-1";
    private static final String NOT_READ = "task of another day";

    private final Normaliser normaliser = new Normaliser(new FakeCatalog());

    @Test
    void what_its_own_records_explain_may_become_older() {
        Reread now = reread("10|3|CREATE|right");

        assertThat(what(now, held(now, 1_000, READ))).contains(What.VERSION);
    }

    @Test
    void what_another_record_wrote_may_become_newer_only() {
        Reread now = reread("10|3|CREATE|right");

        assertThat(what(now, held(now, 1_000, NOT_READ))).isEmpty();
        assertThat(what(now, held(now, 2, NOT_READ))).contains(What.VERSION);
    }

    @Test
    void what_is_held_as_it_is_read_is_no_difference_and_nothing_is_missing_of_a_deleted_one() {
        Reread now = reread("10|3|CREATE|right");

        assertThat(what(now, held(now, 3, READ))).isEmpty();
        assertThat(what(now, null)).contains(What.MISSING);
        assertThat(what(reread("10|3|DELETE|"), null)).isEmpty();
    }

    @Test
    void of_equals_the_live_one_wins_and_else_the_later_one() {
        Reread item = new Reread(sighted(Door.MINED, 1, "10|3|CREATE|mined"));
        item.add(sighted(Door.LIVE, 2, "10|3|CREATE|live"));
        item.add(sighted(Door.MINED, 3, "10|3|CREATE|mined again"));
        item.add(sighted(Door.LIVE, 4, "10|3|CREATE|live again"));
        item.add(sighted(Door.LIVE, 5, "10|2|UPDATE|older"));

        assertThat(item.winner().item().offset()).isEqualTo(4);
    }

    @Test
    void an_item_whose_concluded_delete_was_undone_lives_until_its_source_deletes_it() {
        Reread item = new Reread(sighted(Door.MINED, 1, "10|3|CREATE|text"));
        item.add(sighted(Shape.BURIED, 2, new Burial(10, 3).toBytes()));
        assertThat(item.winner().item().operation()).isEqualTo(Operation.DELETE);

        item.add(sighted(Shape.RESTORED, 3, restoration(1)));
        item.add(sighted(Shape.BURIED, 4, new Burial(10, 3).toBytes()));
        assertThat(item.winner().item().offset()).isEqualTo(3);

        item.add(sighted(Door.LIVE, 5, "10|3|DELETE|"));
        item.add(sighted(Shape.RESTORED, 6, restoration(2)));
        assertThat(item.winner().item().offset()).isEqualTo(5);
    }

    private static byte[] restoration(int revival) {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        return new Restoration(10, 3, revival, Operation.CREATE, new byte[32], text).toBytes();
    }

    private static Optional<What> what(Reread now, @Nullable HeldItem held) {
        return Difference.of(now, held).map(Difference::what);
    }

    private static HeldItem held(Reread now, long version, String sighting) {
        var item = now.winner().item();
        return new HeldItem(
                item.itemId(),
                item.position(),
                version,
                Operation.CREATE,
                0,
                item.hash(),
                Door.LIVE,
                sighting,
                item.seenAtMicros());
    }

    private Reread reread(String value) {
        return new Reread(sighted(Door.LIVE, 1, value));
    }

    private Normalised.Sighted sighted(Shape shape, long offset, byte[] value) {
        CapturedRecord captured = new CapturedRecord(
                new StreamId("fake", "acc", "posts"), "a", shape, value, Door.MINED, Captured.RECEIVED, "task", 0);
        return (Normalised.Sighted) normaliser.normalise(received(captured, offset), Captured.TOPIC);
    }

    private Normalised.Sighted sighted(Door door, long offset, String value) {
        var record = received(Captured.captured("acc", "a", door, value), offset);
        return (Normalised.Sighted) normaliser.normalise(record, Captured.TOPIC);
    }
}
