package dev.gapless.simulation.actors;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.time.SimulatedNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A capture's way to the log. */
final class SimulatedCapturePublisher implements CapturePublisher {

    private final SimulatedNode node;
    private final SimulatedLog log;

    SimulatedCapturePublisher(SimulatedNode node, SimulatedLog log) {
        this.node = node;
        this.log = log;
    }

    @Override
    public void captured(CapturedRecord item, SendCallback done) {
        node.reached("captured");
        log.send(node, SimulatedTopic.LIVE, item.key(), item, done::done);
        node.reached("captured, sent");
    }

    @Override
    public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
        node.reached("dead letter");
        log.send(node, SimulatedTopic.DEAD_LETTERS, letter.stream(), letter, failureOf(done));
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        node.reached("report");
        log.send(node, SimulatedTopic.COVERAGE, report.stream().key(), report, failureOf(done));
        node.reached("report, sent");
    }

    @Override
    public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
        node.reached("retraction");
        log.send(node, SimulatedTopic.COVERAGE, retraction.stream().key(), retraction, failureOf(done));
    }

    private static SimulatedLog.Callback failureOf(Consumer<@Nullable Exception> done) {
        return (place, failure) -> done.accept(failure);
    }
}
