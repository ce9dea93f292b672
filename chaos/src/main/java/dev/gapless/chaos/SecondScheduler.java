package dev.gapless.chaos;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A second scheduler joins the first while the history is mined; some seconds later the first one is stopped. */
final class SecondScheduler implements SuiteFault {

    private static final String TASKS = "gapless_mining_tasks_total";
    private static final int LEASE_SECONDS = 20;

    private static final Set<MiningMode> OF_GAPS =
            EnumSet.of(MiningMode.GAP_FILL, MiningMode.INCREMENTAL, MiningMode.RECONCILE);

    private static final String UNFILLED =
            "select count(*) from scheduler.gap where state <> 'FILLED' and mode <> 'RECONCILE' and opened_at < to_timestamp(?)";

    private final ServicePages pages = new ServicePages();
    private @Nullable SwitchedAddress schedulers;
    private String second = "";
    private double firstAtJoin;
    private double firstBeside;
    private double secondBeside;
    private double secondAlone;
    private long stoppedAtSeconds;
    private long tasks;
    private long gaps;
    private long dispatchedAgain;
    private long outTwice;
    private long unfilled;

    @Override
    public double strikesAt() {
        return 0;
    }

    @Override
    public double healsAt() {
        return 0.6;
    }

    @Override
    public void prepare() throws IOException {
        schedulers = SwitchedAddress.open();
    }

    private SwitchedAddress schedulers() {
        SwitchedAddress address = schedulers;
        if (address == null) {
            throw new IllegalStateException("not prepared");
        }
        return address;
    }

    @Override
    public SuiteOptions shape(SuiteOptions options) {
        return options.with(List.of("gapless.scheduler.dispatch.lease=%ds".formatted(LEASE_SECONDS)))
                .replacing(Map.of("gapless.scheduler-url", schedulers().url()));
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        schedulers().add(suite.url(SuiteService.SCHEDULER));
        second = suite.startReplica(SuiteService.SCHEDULER, "second");
        schedulers().add(second);
        firstAtJoin = pages.sum(suite, SuiteService.SCHEDULER, TASKS);
    }

    /** Healed is the pair: the first one is stopped. */
    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        firstBeside = pages.sum(suite, SuiteService.SCHEDULER, TASKS) - firstAtJoin;
        secondBeside = pages.sum(suite, second, TASKS);
        suite.stop(SuiteService.SCHEDULER);
        stoppedAtSeconds = System.currentTimeMillis() / 1_000;
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        secondAlone = pages.sum(suite, second, TASKS) - secondBeside;
        unfilled = DatabaseTables.number(suite, UNFILLED, stoppedAtSeconds);
        try (KafkaState kafka = KafkaState.of(suite)) {
            count(kafka.records(TopicNames.MINING_TASKS), kafka.records(TopicNames.MINING_PROGRESS));
        }
    }

    /** Between two tasks of a gap stands the miner's word on the first, or its whole lease. */
    private void count(List<ConsumerRecord<byte[], byte[]>> sent, List<ConsumerRecord<byte[], byte[]>> answers) {
        Map<String, Long> spoken = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> answer : answers) {
            MiningProgress progress = MiningProgress.fromBytes(answer.value());
            spoken.merge(progress.taskId(), answer.timestamp(), Math::min);
        }
        Map<String, List<ConsumerRecord<byte[], byte[]>>> byGap = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : sent) {
            MiningTask task = MiningTask.fromBytes(record.value());
            if (OF_GAPS.contains(task.mode())) {
                tasks++;
                byGap.computeIfAbsent(task.gapId(), gap -> new ArrayList<>()).add(record);
            }
        }
        gaps = byGap.size();
        for (List<ConsumerRecord<byte[], byte[]>> ofGap : byGap.values()) {
            ofGap.sort(Comparator.comparingLong(
                    record -> MiningTask.fromBytes(record.value()).epoch()));
            for (int i = 1; i < ofGap.size(); i++) {
                dispatchedAgain++;
                String before = MiningTask.fromBytes(ofGap.get(i - 1).value()).taskId();
                long next = ofGap.get(i).timestamp();
                boolean answered = spoken.getOrDefault(before, Long.MAX_VALUE) <= next;
                boolean leaseOver = next - ofGap.get(i - 1).timestamp() >= LEASE_SECONDS * 1_000L;
                if (!answered && !leaseOver) {
                    outTwice++;
                }
            }
        }
    }

    @Override
    public String injected() {
        return "a second scheduler joined while the history was mined; later the first one was stopped. The lease was %d s instead of 60"
                .formatted(LEASE_SECONDS);
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(
                new FaultProof(
                        "side by side they sent %.0f and %.0f tasks".formatted(firstBeside, secondBeside),
                        firstBeside > 0 && secondBeside > 0),
                FaultProof.counted("the second sent %,d alone", (long) secondAlone),
                FaultProof.counted(
                        "the other services made %,d connections to the second",
                        schedulers().connections(1)),
                new FaultProof(
                        "%,d tasks of %,d gaps, %,d of them sent again; %d before the miner had spoken or the lease was over"
                                .formatted(tasks, gaps, dispatchedAgain, outTwice),
                        gaps > 0 && outTwice == 0),
                new FaultProof("%d gaps from before the stop are not filled".formatted(unfilled), unfilled == 0));
    }

    @Override
    public void end() throws IOException {
        if (schedulers != null) {
            schedulers.close();
        }
    }
}
