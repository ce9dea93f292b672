package dev.gapless.miner.reconcile;

import static dev.gapless.miner.walk.MinerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
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
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.slice.SliceProperties;
import dev.gapless.miner.walk.MinerFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The listing shows creations and edits; the task's range is [0,100). A single item's answer is its position. */
class ReconcileHandlerTest {

    private static final FetchOutcome PAGE = new Answered(new byte[] {'{', '}'});
    private static final FetchOutcome ABSENT = new Absent(404);

    private final MinerFixture mine = new MinerFixture();
    private @Nullable Duration retention;
    private DeletionLimits limits = DeletionLimits.DEFAULT;

    private MiningProgress reconcile(@Nullable String resume, PageStep... steps) {
        FakeSource source = FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, walk) -> {
                    mine.resumes.add(walk);
                    return new ScriptedWalk(List.of(steps));
                })
                .with(new StreamSpec(
                        "posts",
                        Kind.EVENT,
                        PositionDomain.TIME,
                        EnumSet.allOf(Aspect.class),
                        Set.of(Aspect.CREATIONS),
                        true,
                        new StreamSpec.StreamTiming(
                                Duration.ofSeconds(2),
                                Duration.ofDays(1),
                                Duration.ofSeconds(30),
                                retention,
                                Duration.ofHours(1)),
                        limits))
                .with(new Positions());
        return mine.mine(task(MiningMode.RECONCILE, resume), source);
    }

    /** An item read alone says where it stands, and nothing else. */
    private static final class Positions implements Singles {

        @Override
        public ExtractionResult extract(CapturedRecord captured) {
            long position = Long.parseLong(new String(captured.value(), StandardCharsets.UTF_8));
            return new ExtractionResult.Item(
                    captured.itemId(), position, 2, ItemOperation.UPDATE, new byte[32], captured.value());
        }
    }

    private static Answered at(long position) {
        return new Answered(Long.toString(position).getBytes(StandardCharsets.UTF_8));
    }

    private static Page page(@Nullable Range covers, boolean last, ListedItem... items) {
        return new Page(List.of(items), List.of(), covers, List.of(), null, last);
    }

    private static ListedItem item(String id, long position) {
        return new ListedItem(id, position, new byte[] {'{', '}'});
    }

    private List<CapturedRecord> records(RecordKind shape) {
        return mine.kafka.on(TopicNames.CAPTURED_BACKFILL).stream()
                .map(parcel -> CapturedRecord.of(parcel.headers()::get, parcel.value()))
                .filter(captured -> captured.shape() == shape)
                .toList();
    }

    private List<String> inferredDeletes() {
        return records(RecordKind.INFERRED_DELETE).stream()
                .map(CapturedRecord::itemId)
                .toList();
    }

    @Test
    void an_edit_of_an_old_item_and_a_deletion_made_while_the_socket_was_down_are_both_found() {
        mine.ledger.holds("edited", 30).holds("deleted", 40);
        mine.fetch.answer(PAGE, ABSENT);

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), true, item("edited", 30)));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(records(RecordKind.LISTED))
                .extracting(CapturedRecord::itemId)
                .containsExactly("edited");
        CapturedRecord inferredDelete = records(RecordKind.INFERRED_DELETE).getFirst();
        assertThat(inferredDelete.itemId()).isEqualTo("deleted");
        assertThat(inferredDelete.provenance()).isEqualTo("gap-1:4");
        assertThat(InferredDelete.fromBytes(inferredDelete.value())).isEqualTo(new InferredDelete(40, 1));
    }

    @Test
    void the_whole_walk_is_proven_once_at_its_end_for_all_aspects_and_after_all_it_found() {
        mine.ledger.holds("a", 70).holds("deleted", 20);
        mine.fetch.answer(PAGE, PAGE, ABSENT);

        reconcile(null, page(Range.of(50, 100), false, item("a", 70)), page(Range.of(0, 50), true));

        assertThat(mine.coverage())
                .extracting(
                        CoverageReport::windowId,
                        CoverageReport::evidence,
                        CoverageReport::aspects,
                        CoverageReport::from,
                        CoverageReport::to)
                .containsExactly(
                        tuple("gap-1:4:reconciled", Evidence.RECONCILED, EnumSet.allOf(Aspect.class), 0L, 100L));
        assertThat(mine.kafka.topics())
                .containsExactly(TopicNames.CAPTURED_BACKFILL, TopicNames.CAPTURED_BACKFILL, TopicNames.COVERAGE);
    }

    @Test
    void a_page_proves_nothing_and_neither_does_a_walk_that_is_not_over() {
        MiningProgress progress = reconcile(null, twentyPages());

        assertThat(progress.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(mine.coverage()).isEmpty();
    }

    private static PageStep[] twentyPages() {
        return IntStream.range(0, 21)
                .mapToObj(n -> page(Range.of(96 - 4L * n, 100 - 4L * n), false))
                .toArray(PageStep[]::new);
    }

    @Test
    void a_walk_over_several_slices_keeps_its_proof() {
        MiningProgress first = reconcile(null, twentyPages());
        MiningProgress second = reconcile(first.resume(), page(Range.of(0, 20), true));

        assertThat(mine.resumes).containsExactly(null, "after-20");
        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.coverage()).extracting(CoverageReport::from).containsExactly(0L);
    }

    @Test
    void a_walk_that_skipped_something_proves_nothing_and_begins_anew() {
        MiningProgress progress = reconcile(null, page(Range.of(60, 100), false), page(Range.of(0, 50), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mine.coverage()).isEmpty();
        reconcile(progress.resume(), page(Range.of(0, 100), true));
        assertThat(mine.resumes).containsExactly(null, null);
    }

    @Test
    void an_item_at_the_edge_of_a_page_is_listed_though_only_the_next_page_covers_its_position() {
        mine.ledger.holds("edge", 50).holds("same", 50);

        MiningProgress progress = reconcile(
                null, page(Range.of(51, 100), false, item("edge", 50)), page(Range.of(0, 51), true, item("same", 50)));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.calls()).hasSize(2);
        assertThat(mine.ledger.asked())
                .extracting(CompareRequest::listed)
                .containsExactly(List.of(), List.of("edge", "same"));
    }

    @Test
    void an_item_at_the_edge_of_the_last_page_of_a_slice_is_remembered_by_the_next() {
        mine.ledger.holds("edge", 20);
        PageStep[] pages = twentyPages();
        pages[19] = page(Range.of(21, 24), false, item("edge", 20));

        MiningProgress first = reconcile(null, pages);
        MiningProgress second = reconcile(first.resume(), page(Range.of(0, 21), true));

        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).isEmpty();
    }

    @Test
    void an_item_that_exists_where_it_was_not_listed_shows_the_listing_to_be_broken() {
        mine.ledger.holds("there", 40).holds("deleted", 30);
        mine.fetch.answer(PAGE, at(40));

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(progress.reason()).startsWith("listing incomplete");
        assertThat(records(RecordKind.LISTED))
                .extracting(CapturedRecord::itemId)
                .containsExactly("there");
        assertThat(inferredDeletes()).isEmpty();
        assertThat(mine.coverage()).isEmpty();
    }

    @Test
    void a_listing_that_was_broken_is_walked_anew_and_not_from_behind_the_page_that_broke_it() {
        mine.ledger.holds("edge", 50).holds("left-out", 50);
        mine.fetch.answer(PAGE, PAGE, at(50));

        MiningProgress broken =
                reconcile(null, page(Range.of(51, 100), false, item("edge", 50)), page(Range.of(0, 51), true));
        mine.fetch.answer(PAGE);
        MiningProgress whole =
                reconcile(broken.resume(), page(Range.of(0, 100), true, item("edge", 50), item("left-out", 50)));

        assertThat(broken.reason()).startsWith("listing incomplete");
        assertThat(mine.resumes).containsExactly(null, null);
        assertThat(whole.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void an_item_that_has_moved_by_an_edit_is_delivered_and_no_reason_to_retraction_the_listing() {
        mine.ledger.holds("moved", 40);
        mine.fetch.answer(PAGE, at(4_000));

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(records(RecordKind.LISTED))
                .extracting(CapturedRecord::itemId)
                .containsExactly("moved");
        assertThat(mine.coverage()).hasSize(1);
    }

    @Test
    void an_item_that_is_read_alone_is_kept_without_what_is_around_it() {
        mine.ledger.holds("moved", 40);
        mine.fetch.answer(PAGE, new Answered("{4000}".getBytes(StandardCharsets.UTF_8)));

        assertThat(reconcile(null, page(Range.of(0, 100), true)).outcome()).isEqualTo(Outcome.COMPLETED);

        assertThat(records(RecordKind.LISTED))
                .extracting(captured -> new String(captured.value(), StandardCharsets.UTF_8))
                .containsExactly("4000");
    }

    @Test
    void a_mass_deletion_is_stopped_by_the_guard_and_nothing_of_it_is_deleted() {
        hold(40);
        mine.fetch.answer(PAGE);
        absent(40);

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).isEqualTo("mass-deletion: 40 of 40 items are no longer listed");
        assertThat(progress.resume()).isNull();
        assertThat(inferredDeletes()).isEmpty();
        assertThat(mine.coverage()).isEmpty();
        // it did not ask for all of them
        assertThat(mine.fetch.calls()).hasSize(1 + 11);
    }

    /** Five pages that list 17 of the 20 items that the ledger holds where each of them is. */
    private PageStep[] pagesThatLeaveOutFifteenPercent() {
        List<PageStep> pages = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            List<ListedItem> listed = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String id = "p%d-%d".formatted(n, i);
                mine.ledger.holds(id, 80 - 20 * n + i);
                if (i >= 3) {
                    listed.add(item(id, 80 - 20 * n + i));
                }
            }
            pages.add(page(Range.of(80 - 20 * n, 100 - 20 * n), n == 4, listed.toArray(ListedItem[]::new)));
        }
        return pages.toArray(PageStep[]::new);
    }

    private void answerFifteenPercentAbsent() {
        for (int n = 0; n < 5; n++) {
            mine.fetch.answer(PAGE, ABSENT, ABSENT, ABSENT);
        }
    }

    @Test
    void what_a_replica_leaves_out_a_little_of_each_page_is_not_inferred_by_one_walk() {
        PageStep[] lies = pagesThatLeaveOutFifteenPercent();
        answerFifteenPercentAbsent();

        MiningProgress first = reconcile(null, lies);

        assertThat(first.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(first.retryAt()).isEqualTo(mine.clock.instant().plusSeconds(60));
        assertThat(first.reason())
                .isEqualTo("15 of 100 items are no longer listed: believed when a second walk comes to the same");
        assertThat(inferredDeletes()).isEmpty();
        assertThat(mine.coverage()).isEmpty();
    }

    @Test
    void many_inferred_deletes_are_believed_when_a_second_walk_comes_to_the_same() {
        PageStep[] pages = pagesThatLeaveOutFifteenPercent();
        answerFifteenPercentAbsent();
        MiningProgress first = reconcile(null, pages);
        answerFifteenPercentAbsent();

        MiningProgress second = reconcile(first.resume(), pages);

        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).hasSize(15);
        assertThat(mine.coverage()).hasSize(1);
        assertThat(mine.resumes).containsExactly(null, null);
    }

    @Test
    void a_second_walk_that_finds_them_deletes_none_of_them() {
        PageStep[] lies = pagesThatLeaveOutFifteenPercent();
        answerFifteenPercentAbsent();
        MiningProgress first = reconcile(null, lies);
        ListedItem[] all = IntStream.range(0, 100)
                .mapToObj(n -> item("p%d-%d".formatted(4 - n / 20, n % 20), n))
                .toArray(ListedItem[]::new);

        MiningProgress second = reconcile(first.resume(), page(Range.of(0, 100), true, all));

        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).isEmpty();
        assertThat(mine.coverage()).hasSize(1);
    }

    @Test
    void the_guard_counts_over_the_pages_and_slices_of_a_walk() {
        properties(1);
        for (int n = 0; n < 40; n++) {
            mine.ledger.holds("i" + n, 80 - 20L * (n / 8));
        }
        mine.fetch.answer(PAGE);
        absent(8);
        MiningProgress first = reconcile(null, page(Range.of(80, 100), false));
        mine.fetch.answer(PAGE);
        absent(8);
        MiningProgress second = reconcile(first.resume(), page(Range.of(60, 80), false));
        mine.fetch.answer(PAGE);
        MiningProgress progress = reconcile(second.resume(), page(Range.of(0, 60), true, heldBelow(60)));

        assertThat(first.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(second.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).isEqualTo("mass-deletion: 16 of 40 items are no longer listed");
        assertThat(inferredDeletes()).isEmpty();
    }

    /** What the test before holds at the lower positions. */
    private static ListedItem[] heldBelow(long position) {
        return IntStream.range(0, 40)
                .filter(n -> 80 - 20L * (n / 8) < position)
                .mapToObj(n -> item("i" + n, 80 - 20L * (n / 8)))
                .toArray(ListedItem[]::new);
    }

    @Test
    void what_was_deleted_together_on_a_page_is_a_share_of_all_that_the_walk_compares() {
        ListedItem[] listed = IntStream.range(0, 100)
                .peek(n -> mine.ledger.holds("old" + n, n % 80))
                .mapToObj(n -> item("old" + n, n % 80))
                .toArray(ListedItem[]::new);
        for (int n = 0; n < 15; n++) {
            mine.ledger.holds("new" + n, 90);
        }
        limits = new DeletionLimits(10, 20, 15);
        mine.fetch.answer(PAGE);
        absent(15);
        mine.fetch.answer(PAGE);

        MiningProgress first = reconcile(null, page(Range.of(80, 100), false), page(Range.of(0, 80), true, listed));

        assertThat(first.reason())
                .isEqualTo("15 of 115 items are no longer listed: believed when a second walk comes to the same");
        assertThat(first.outcome()).isEqualTo(Outcome.LIMITED);
    }

    @Test
    void a_page_that_is_not_the_last_is_asked_for_as_many_as_may_go_at_most() {
        limits = new DeletionLimits(10, 20, 15);
        hold(40);
        mine.fetch.answer(PAGE);
        absent(16);

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), false));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).startsWith("mass-deletion:");
        assertThat(mine.fetch.calls()).hasSize(1 + 16);
    }

    private void properties(int pages) {
        SliceProperties all = mine.properties;
        mine.properties = new SliceProperties(
                pages,
                all.time(),
                all.hardLimit(),
                all.rateLimitWait(),
                all.attempts(),
                all.firstBackoff(),
                all.maxBackoff(),
                all.auditPages(),
                all.auditWait(),
                all.confirmAfter());
    }

    @Test
    void ten_of_few_and_a_fifth_of_many_may_go() {
        DeletionLimits unsaid = DeletionLimits.DEFAULT;
        assertThat(new MassDeletionGuard(unsaid, 12, true, false).holds(10)).isFalse();
        assertThat(new MassDeletionGuard(unsaid, 12, true, false).holds(11)).isTrue();
        assertThat(new MassDeletionGuard(unsaid, 500, true, false).holds(100)).isFalse();
        assertThat(new MassDeletionGuard(unsaid, 500, true, false).holds(101)).isTrue();
        assertThat(new MassDeletionGuard(unsaid, 1_000_000, true, false).holds(1_001))
                .isTrue();
        assertThat(new MassDeletionGuard(unsaid, 1, true, true).holds(1_000_000))
                .isFalse();
    }

    @Test
    void a_stream_has_limits_of_its_own() {
        limits = new DeletionLimits(40, 0, 40);
        hold(40);
        mine.fetch.answer(PAGE);
        absent(40);

        MiningProgress busy = reconcile(null, page(Range.of(0, 100), true));

        assertThat(busy.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).as("no second walk is asked for").hasSize(40);
    }

    @Test
    void a_stream_that_never_deletes_many_is_stopped_at_fewer() {
        limits = new DeletionLimits(1, 5, 1_000);
        hold(40);
        mine.fetch.answer(PAGE);
        absent(40);

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).startsWith("mass-deletion:");
        assertThat(mine.fetch.calls()).as("a twentieth of 40, and one more").hasSize(1 + 3);
    }

    @Test
    void a_walk_that_an_operator_released_goes_without_the_guard() {
        hold(40);
        mine.fetch.answer(PAGE);
        absent(40);

        MiningProgress progress = reconcile("released", page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).hasSize(40);
        assertThat(mine.resumes).containsExactly((String) null);
    }

    @Test
    void what_one_comparison_cannot_name_is_compared_again_before_anything_is_claimed() {
        IntStream.range(0, 10_001).forEach(n -> mine.ledger.holds("i" + n, 50));
        mine.fetch.answer(PAGE);
        absent(10_000);

        MiningProgress first = reconcile("released", page(Range.of(0, 100), true));
        assertThat(first.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mine.coverage()).isEmpty();

        inferredDeletes().forEach(mine.ledger::forget);
        mine.fetch.answer(PAGE, ABSENT);
        assertThat(reconcile(first.resume(), page(Range.of(0, 100), true)).outcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).hasSize(10_001);
    }

    @Test
    void what_was_found_gone_before_a_pause_is_not_asked_for_again() {
        mine.ledger.holds("a", 10).holds("b", 20).holds("c", 30);
        mine.fetch.answer(PAGE, ABSENT, ABSENT, new Throttled(FixedNoon.NOON.plusSeconds(60)));

        MiningProgress first = reconcile(null, page(Range.of(0, 100), true));
        assertThat(first.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(inferredDeletes()).isEmpty();

        mine.clock.advance(Duration.ofSeconds(60));
        mine.fetch.answer(PAGE, ABSENT);
        MiningProgress second = reconcile(first.resume(), page(Range.of(0, 100), true));

        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).containsExactly("a", "b", "c");
        assertThat(mine.fetch.calls()).hasSize(4 + 2);
    }

    @Test
    void a_page_is_got_through_in_the_end_however_slow_each_answer_is() {
        mine.ledger.holds("a", 10).holds("b", 20).holds("c", 30);
        mine.fetch.during(() -> mine.clock.advance(Duration.ofSeconds(6)));
        @Nullable String resume = null;
        int slices = 0;
        Outcome outcome = Outcome.ADVANCED;
        while (outcome == Outcome.ADVANCED && slices < 10) {
            mine.fetch.answer(PAGE, ABSENT);
            MiningProgress progress = reconcile(resume, page(Range.of(0, 100), true));
            resume = progress.resume();
            outcome = progress.outcome();
            slices++;
        }
        assertThat(outcome).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).containsExactly("a", "b", "c");
    }

    @Test
    void what_the_source_forgot_by_its_age_was_not_deleted() {
        retention = Duration.ofDays(1);
        mine.ledger.holds("old", 40);

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(inferredDeletes()).isEmpty();
        assertThat(mine.fetch.calls()).hasSize(1);
        // the task's range lies at the beginning of time
        assertThat(mine.coverage()).isEmpty();
    }

    @Test
    void without_an_answer_of_the_ledger_nothing_is_claimed() {
        mine.ledger.away(true);

        MiningProgress progress = reconcile(null, page(Range.of(0, 100), true, item("a", 5)));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mine.coverage()).isEmpty();
    }

    @Test
    void an_inferred_delete_that_kafka_does_not_take_is_not_walked_past() {
        mine.ledger.holds("deleted", 40);
        mine.fetch.answer(PAGE, ABSENT);
        mine.kafka.refuse(parcel -> parcel.key().endsWith("/deleted"));

        assertThat(reconcile(null, page(Range.of(0, 100), true)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mine.coverage()).isEmpty();
    }

    @Test
    void a_resume_point_of_another_release_costs_a_walk_from_the_start_with_its_guard() {
        for (String text : List.of("after-3", "{\"other\":1}", "[]")) {
            hold(40);
            mine.fetch.answer(PAGE);
            absent(40);

            assertThat(reconcile(text, page(Range.of(0, 100), true)).outcome()).isEqualTo(Outcome.REFUSED);
        }
        assertThat(mine.resumes).containsOnlyNulls();
    }

    private void hold(int items) {
        IntStream.range(0, items).forEach(n -> mine.ledger.holds("i" + n, n));
    }

    private void absent(int times) {
        FetchOutcome[] answers = new FetchOutcome[times];
        Arrays.fill(answers, ABSENT);
        mine.fetch.answer(answers);
    }
}
