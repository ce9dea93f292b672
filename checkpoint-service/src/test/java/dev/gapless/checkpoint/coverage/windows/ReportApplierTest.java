package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

class ReportApplierTest {

    private static final byte[] NOTHING = {};

    private final List<String> applied = new ArrayList<>();
    private final List<List<CoverageReport>> transactions = new ArrayList<>();
    private final Map<String, RuntimeException> failing = new HashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private final ReportApplier applier = new ReportApplier(this::reports, cut -> attempt("cut " + cut.cause()));
    private final List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();

    @Test
    void a_report_that_fails_for_what_it_holds_costs_no_other_and_is_refused_after_three_attempts_alone() {
        for (int n = 0; n < 100; n++) {
            report("w" + n);
        }
        failing.put("w37", ofState("22008"));

        List<ReportApplier.Refused> refused = applier.apply(poll);

        assertThat(refused).singleElement().satisfies(one -> {
            assertThat(one.record().offset()).isEqualTo(37);
            assertThat(one.why().rule()).isEqualTo("report-failed");
            assertThat(one.why().detail()).isEqualTo("DataIntegrityViolationException of SQLSTATE 22008");
        });
        assertThat(applied)
                .hasSize(99)
                .doesNotContain("w37")
                .startsWith("w0", "w1")
                .endsWith("w99");
        assertThat(attempts.get("w37")).isEqualTo(6 + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "middle", "last"})
    void so_does_a_bug(String place) {
        report("first");
        report("middle");
        report("last");
        failing.put(place, new IllegalStateException("a bug"));

        assertThat(applier.apply(poll))
                .singleElement()
                .satisfies(one -> assertThat(one.why().detail()).isEqualTo("IllegalStateException"));
        assertThat(applied).hasSize(2).doesNotContain(place);
    }

    @Test
    void a_poll_of_nothing_else_is_refused_whole() {
        for (int n = 0; n < 10; n++) {
            report("w" + n);
            failing.put("w" + n, ofState("23514"));
        }

        assertThat(applier.apply(poll)).hasSize(10);
    }

    /** Twelve replicas with a thousand locks each fill the lock table of a PostgreSQL with its default settings. */
    @Test
    void a_transaction_has_the_reports_of_a_thousand_streams_at_most_and_all_of_each() {
        for (int round = 1; round <= 2; round++) {
            for (int n = 0; n < 2_500; n++) {
                report("w" + n, new StreamId("forum", "acc-" + n, "posts"), round);
            }
        }

        assertThat(applier.apply(poll)).isEmpty();

        assertThat(transactions)
                .hasSize(3)
                .allSatisfy(together -> assertThat(
                                together.stream().map(CoverageReport::stream).distinct())
                        .hasSizeLessThanOrEqualTo(1_000));
        assertThat(transactions)
                .allSatisfy(together -> assertThat(together.stream()
                                .collect(Collectors.groupingBy(CoverageReport::stream))
                                .values())
                        .allSatisfy(stream -> assertThat(stream)
                                .extracting(CoverageReport::to)
                                .containsExactly(2L, 3L)));
    }

    @Test
    void a_retraction_goes_behind_the_reports_before_it_and_before_those_behind() {
        report("before");
        retract("late-item");
        report("after");
        failing.put("before", new IllegalStateException("a bug"));

        assertThat(applier.apply(poll)).hasSize(1);
        assertThat(applied).containsExactly("cut late-item", "after");
    }

    @Test
    void a_retraction_that_cannot_be_applied_is_refused_and_those_behind_go_on() {
        report("before");
        retract("late-item");
        report("after");
        failing.put("cut late-item", ofState("22003"));

        assertThat(applier.apply(poll))
                .singleElement()
                .satisfies(one -> assertThat(one.why().rule()).isEqualTo("retraction-failed"));
        assertThat(applied).containsExactly("before", "after");
    }

    @Test
    void what_is_no_report_is_refused_with_its_rule() {
        poll.add(new ConsumerRecord<>(TopicNames.COVERAGE, 0, 0, NOTHING, "{".getBytes(StandardCharsets.UTF_8)));

        assertThat(applier.apply(poll))
                .singleElement()
                .satisfies(one -> assertThat(one.why().rule()).isEqualTo("coverage-report"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "42703", "53200", "57P01", "23505"})
    void a_database_that_is_away_or_busy_is_nobodys_fault(String state) {
        report("w0");
        report("w1");
        RuntimeException away = new DataAccessResourceFailureException("away", new SQLException("away", state));
        failing.put("w1", away);

        assertThatThrownBy(() -> applier.apply(poll)).isSameAs(away);
        assertThat(attempts.get("w1")).isEqualTo(1);
    }

    @Test
    void nor_is_kafka() {
        report("w0");
        failing.put("w0", new KafkaException("away"));

        assertThatThrownBy(() -> applier.apply(poll)).isInstanceOf(KafkaException.class);
    }

    private void report(String window) {
        report(window, CoverageReportBuilder.POSTS, 1);
    }

    private void report(String window, StreamId stream, long length) {
        poll.add(new ConsumerRecord<>(
                TopicNames.COVERAGE,
                0,
                poll.size(),
                NOTHING,
                live(window, 1, 1 + length).of(stream).report().toBytes()));
    }

    private void retract(String cause) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                TopicNames.COVERAGE,
                0,
                poll.size(),
                NOTHING,
                new CoverageRetraction(CoverageReportBuilder.POSTS, 1, 2, null, cause, 1, CoverageReportBuilder.AT)
                        .toBytes());
        record.headers().add(CoverageRetraction.KIND_HEADER, CoverageRetraction.KIND.getBytes(StandardCharsets.UTF_8));
        poll.add(record);
    }

    private static RuntimeException ofState(String state) {
        return new DataIntegrityViolationException("refused", new SQLException("refused", state));
    }

    /** All or none. */
    private void reports(List<CoverageReport> reports) {
        List<String> windows = reports.stream().map(CoverageReport::windowId).toList();
        windows.stream().filter(failing::containsKey).forEach(window -> attempts.merge(window, 1, Integer::sum));
        windows.stream().filter(failing::containsKey).findFirst().ifPresent(window -> {
            throw failing.get(window);
        });
        applied.addAll(windows);
        transactions.add(List.copyOf(reports));
    }

    private void attempt(String what) {
        if (failing.containsKey(what)) {
            throw failing.get(what);
        }
        applied.add(what);
    }
}
