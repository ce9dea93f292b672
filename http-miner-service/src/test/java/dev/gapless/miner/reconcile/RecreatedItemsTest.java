package dev.gapless.miner.reconcile;

import static dev.gapless.miner.walk.MinerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.RecreatedItem;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.DeletionLimits;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FakeSource.Singles;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.walk.MinerFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Items that are listed, and that the ledger holds as deleted. The task's range is [0,100). An item is written as its
 * position and its version, {@code 40/1}, and {@code 40/1/deleted} where it says that it is gone.
 */
class RecreatedItemsTest {

    private static final FetchOutcome PAGE = new Answered(new byte[] {'{', '}'});
    private static final FetchOutcome ABSENT = new Absent(404);

    private final MinerFixture mine = new MinerFixture();

    /** By the source's clock, less the time in which a listing may be incomplete. */
    private final long begun = MicrosecondTime.of(mine.clock.instant().minusSeconds(2));

    private MiningProgress reconcile(boolean timedVersions, @Nullable String resume, PageStep... steps) {
        FakeSource source = FakeSource.of(
                        FakeSource.HTTP, (stream, mode, from, to, walk) -> new ScriptedWalk(List.of(steps)))
                .with(new StreamSpec(
                        "posts",
                        Kind.EVENT,
                        PositionDomain.TIME,
                        EnumSet.allOf(Aspect.class),
                        Set.of(Aspect.CREATIONS),
                        true,
                        new StreamSpec.StreamTiming(
                                Duration.ofSeconds(2), Duration.ofDays(1), Duration.ofSeconds(30), null, null),
                        DeletionLimits.DEFAULT,
                        true,
                        timedVersions))
                .with(new Versioned());
        return mine.mine(task(MiningMode.RECONCILE, resume), source);
    }

    private static final class Versioned implements Singles {

        @Override
        public ExtractionResult extract(CapturedRecord captured) {
            String[] parts = new String(captured.value(), StandardCharsets.UTF_8).split("/", -1);
            return new ExtractionResult.Item(
                    captured.itemId(),
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    parts.length > 2 ? ItemOperation.DELETE : ItemOperation.CREATE,
                    new byte[32],
                    captured.value());
        }
    }

    private static Answered alone(String item) {
        return new Answered(bytes(item));
    }

    private static ListedItem item(String id, long position, String text) {
        return new ListedItem(id, position, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Page page(Range covers, boolean last, ListedItem... items) {
        return new Page(List.of(items), List.of(), covers, List.of(), null, last);
    }

    private static Page whole(ListedItem... items) {
        return page(Range.of(0, 100), true, items);
    }

    private List<CapturedRecord> records(RecordKind shape) {
        return mine.kafka.on(TopicNames.CAPTURED_BACKFILL).stream()
                .map(parcel -> CapturedRecord.of(parcel.headers()::get, parcel.value()))
                .filter(captured -> captured.shape() == shape)
                .toList();
    }

    private void assertAllIsClaimedAndNothingIsRaised(MiningProgress progress) {
        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(records(RecordKind.RECREATED)).isEmpty();
        assertThat(mine.coverage())
                .extracting(CoverageReport::from, CoverageReport::to)
                .containsExactly(tuple(0L, 100L));
    }

    @Test
    void one_that_exists_is_delivered_as_newer_than_its_deletion_and_older_than_the_walk() {
        mine.ledger.holdsDeleted("again", 40, 50);
        mine.fetch.answer(PAGE, alone("40/40"));

        MiningProgress progress = reconcile(true, null, whole(item("again", 40, "40/40")));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(records(RecordKind.RECREATED)).singleElement().satisfies(record -> {
            RecreatedItem recreated = RecreatedItem.fromBytes(record.value());
            assertThat(record.itemId()).isEqualTo("again");
            assertThat(recreated.version()).isEqualTo(begun);
            assertThat(recreated.item()).isEqualTo(bytes("40/40"));
        });
        assertThat(mine.kafka.topics()).endsWith(TopicNames.CAPTURED_BACKFILL, TopicNames.COVERAGE);
    }

    @Test
    void a_page_that_is_older_than_the_deletion_raises_nothing() {
        mine.ledger.holdsDeleted("gone", 40, 50);
        mine.fetch.answer(PAGE, ABSENT);

        assertAllIsClaimedAndNothingIsRaised(reconcile(true, null, whole(item("gone", 40, "40/40"))));
    }

    @Test
    void one_that_was_deleted_after_the_walk_began_is_left_to_the_next() {
        mine.ledger.holdsDeleted("gone", 40, begun).holdsDeleted("never-again", 41, Long.MAX_VALUE);
        mine.fetch.answer(PAGE);

        assertAllIsClaimedAndNothingIsRaised(
                reconcile(true, null, whole(item("gone", 40, "40/40"), item("never-again", 41, "41/41"))));
    }

    @Test
    void what_the_page_settles_by_itself_is_not_read_alone() {
        mine.ledger.holdsDeleted("newer", 40, 5).holdsDeleted("shown-as-deleted", 41, 5);
        mine.fetch.answer(PAGE);

        assertAllIsClaimedAndNothingIsRaised(
                reconcile(false, null, whole(item("newer", 40, "40/9"), item("shown-as-deleted", 41, "41/5/deleted"))));
        assertThat(mine.fetch.calls()).hasSize(1);
    }

    @Test
    void one_that_has_a_newer_version_when_it_is_read_alone_is_delivered_as_it_is() {
        mine.ledger.holdsDeleted("newer", 40, 5);
        mine.fetch.answer(PAGE, alone("40/9"));

        assertAllIsClaimedAndNothingIsRaised(reconcile(false, null, whole(item("newer", 40, "40/2"))));
        assertThat(records(RecordKind.LISTED))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactly("40/2", "40/9");
    }

    @Test
    void where_versions_are_no_times_its_position_is_not_claimed() {
        mine.ledger.holdsDeleted("again", 40, 5);
        mine.fetch.answer(PAGE, alone("40/1"));

        MiningProgress progress = reconcile(false, null, whole(item("again", 40, "40/1")));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason())
                .isEqualTo("again exists, is held as deleted, and shows no newer version (such items: 1)");
        assertThat(records(RecordKind.RECREATED)).isEmpty();
        assertThat(mine.coverage())
                .extracting(CoverageReport::windowId, CoverageReport::from, CoverageReport::to)
                .containsExactly(tuple("gap-1:4:reconciled", 0L, 40L), tuple("gap-1:4:reconciled#2", 41L, 100L));
    }

    @Test
    void what_one_slice_found_is_not_claimed_by_the_next() {
        PageStep[] pages = IntStream.range(0, 21)
                .mapToObj(n -> page(Range.of(96 - 4L * n, 100 - 4L * n), false))
                .toArray(PageStep[]::new);
        pages[0] = page(Range.of(96, 100), false, item("again", 97, "97/1"));
        mine.ledger.holdsDeleted("again", 97, 5);
        mine.fetch.answer(PAGE, alone("97/1"));

        MiningProgress first = reconcile(false, null, pages);
        MiningProgress second = reconcile(false, first.resume(), page(Range.of(0, 20), true));

        assertThat(second.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(mine.coverage())
                .extracting(CoverageReport::from, CoverageReport::to)
                .containsExactly(tuple(0L, 97L), tuple(98L, 100L));
    }

    /** Its bytes are forgotten by then, so it is read alone whatever it says. */
    @Test
    void one_that_a_page_before_has_shown_is_looked_at_with_its_position() {
        mine.ledger.holdsDeleted("edge", 50, 60);
        mine.fetch.answer(PAGE, PAGE, alone("50/50"));

        MiningProgress progress = reconcile(
                true, null, page(Range.of(51, 100), false, item("edge", 50, "50/50")), page(Range.of(0, 51), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(records(RecordKind.RECREATED)).hasSize(1);
    }

    @Test
    void many_of_them_leave_the_whole_walk_without_a_claim() {
        ListedItem[] items = IntStream.range(0, 10)
                .mapToObj(n -> item("again" + n, 10 + 5L * n, "0/1"))
                .toArray(ListedItem[]::new);
        mine.fetch.answer(PAGE);
        for (ListedItem item : items) {
            mine.ledger.holdsDeleted(item.itemId(), item.position(), 5);
            mine.fetch.answer(alone("0/1"));
        }

        MiningProgress progress = reconcile(false, null, whole(items));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).endsWith("(such items: 10)");
        assertThat(mine.coverage()).isEmpty();
    }

    /** A record of its life that is still under way must not raise it. */
    @Test
    void an_inferred_delete_is_newer_than_what_was_told_of_the_item_before_the_walk() {
        mine.ledger.holds("gone", 40);
        mine.fetch.answer(PAGE, ABSENT);

        assertThat(reconcile(true, null, whole()).outcome()).isEqualTo(Outcome.COMPLETED);

        assertThat(records(RecordKind.INFERRED_DELETE))
                .extracting(record -> InferredDelete.fromBytes(record.value()))
                .containsExactly(new InferredDelete(40, begun));
    }
}
