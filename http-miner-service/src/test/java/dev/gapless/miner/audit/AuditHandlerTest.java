package dev.gapless.miner.audit;

import static dev.gapless.miner.walk.MinerFixture.page;
import static dev.gapless.miner.walk.MinerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.miner.ledger.AuditFinding;
import dev.gapless.miner.walk.MinerFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All items stand at 5. */
class AuditHandlerTest {

    private final MinerFixture mine = new MinerFixture();

    private MiningProgress audit(PageStep... pages) {
        return mine.mine(task(MiningMode.AUDIT, null), pages);
    }

    @Test
    void what_is_held_is_not_delivered_again_and_counts_as_checked() {
        mine.ledger.holds("a", 5).holds("b", 5);

        assertThat(audit(page(Range.of(0, 100), true, "a", "b")).outcome()).isEqualTo(Outcome.COMPLETED);

        assertThat(mine.kafka.sent()).isEmpty();
        assertThat(mine.ledger.findings()).containsExactly(new AuditFinding(MinerFixture.POSTS, 0, 100, 2, 0));
        assertThat(mine.waiter.waits).isEmpty();
    }

    @Test
    void what_the_ledger_has_never_seen_is_missed_and_delivered_and_claims_nothing() {
        mine.ledger.holds("a", 5);

        audit(page(Range.of(0, 100), true, "a", "lost"));

        assertThat(mine.kafka.topics()).containsExactly(TopicNames.CAPTURED_BACKFILL);
        assertThat(mine.kafka.sent().getFirst().parcel().key()).endsWith("/lost");
        assertThat(mine.ledger.findings()).containsExactly(new AuditFinding(MinerFixture.POSTS, 0, 100, 2, 1));
    }

    @Test
    void what_no_record_takes_is_a_letter_and_no_miss_because_no_ledger_can_have_it() {
        mine.ledger.holds("a", 5);
        Page listed = page(Range.of(0, 100), true, "a");
        List<ListedItem> items =
                List.of(listed.items().getFirst(), new ListedItem("large", 5, new byte[MinerFixture.MAX_RECORD + 1]));

        audit(new Page(items, List.of(), listed.covers(), List.of(), null, true));

        assertThat(mine.kafka.topics()).containsExactly(TopicNames.DEAD_LETTERS);
        assertThat(mine.ledger.findings()).containsExactly(new AuditFinding(MinerFixture.POSTS, 0, 100, 2, 0));
        assertThat(mine.waiter.waits).isEmpty();
    }

    @Test
    void what_was_only_on_its_way_is_not_missed() {
        mine.ledger.afterwards(() -> mine.ledger.holds("late", 5));

        audit(page(Range.of(0, 100), true, "late"));

        assertThat(mine.waiter.waits).hasSize(1);
        assertThat(Duration.between(mine.waiter.waits.getFirst(), mine.clock.instant()))
                .isZero();
        assertThat(mine.kafka.sent()).isEmpty();
        assertThat(mine.ledger.findings()).extracting(AuditFinding::missed).containsExactly(0L);
    }

    @Test
    void an_audit_reads_few_pages_and_is_not_gone_on_with() {
        MiningProgress progress = audit(
                page(Range.of(90, 100), false),
                page(Range.of(80, 90), false),
                page(Range.of(70, 80), false),
                page(Range.of(60, 70), false));

        assertThat(progress.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(progress.resume()).isNull();
        assertThat(progress.pages()).isEqualTo(3);
        assertThat(mine.ledger.findings()).hasSize(3);
    }

    /** As of a whole listing, whose last page alone covers the range. */
    @Test
    void pages_that_cover_nothing_by_themselves_are_compared_as_a_sample_of_no_positions() {
        mine.ledger.holds("a", 5).holds("b", 5);

        MiningProgress progress = audit(
                page(null, false, "a", "lost"),
                page(null, false, "b"),
                page(null, false),
                page(Range.of(0, 100), true, "never read"));

        assertThat(progress.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(mine.ledger.findings())
                .containsExactly(
                        new AuditFinding(MinerFixture.POSTS, 0, 0, 2, 1),
                        new AuditFinding(MinerFixture.POSTS, 0, 0, 1, 0));
        assertThat(mine.kafka.sent().getFirst().parcel().key()).endsWith("/lost");
    }

    @Test
    void a_whole_listing_that_ends_within_the_audits_pages_counts_its_range_once() {
        mine.ledger.holds("a", 5).holds("b", 5).holds("c", 5);

        audit(page(null, false, "a"), page(null, false, "b"), page(Range.of(0, 100), true, "c"));

        assertThat(mine.ledger.findings())
                .extracting(AuditFinding::to, AuditFinding::items)
                .containsExactly(tuple(0L, 1L), tuple(0L, 1L), tuple(100L, 1L));
    }

    @Test
    void an_audit_that_cannot_be_judged_finds_nothing() {
        mine.ledger.away(true);

        assertThat(audit(page(Range.of(0, 100), true, "a")).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mine.ledger.findings()).isEmpty();
    }
}
