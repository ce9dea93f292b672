package dev.gapless.scheduler.queues;

import dev.gapless.common.metrics.TaggedGauges;
import dev.gapless.scheduler.queues.QueueReport.QueueView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** What waits on the topics, how fast that grows, and until when, as gauges. What Kafka did not say is not shown. */
final class QueueFigures {

    private final QueueSampler sampler;
    private final TaggedGauges depths;
    private final TaggedGauges growths;
    private final TaggedGauges drains;

    QueueFigures(QueueSampler sampler, MeterRegistry meters) {
        this.sampler = sampler;
        this.depths = TaggedGauges.ofShares(meters, "gapless.queue.depth", "records before the readers of a topic");
        this.growths = TaggedGauges.ofShares(meters, "gapless.queue.growth", "by how many they grow a second");
        this.drains = TaggedGauges.ofShares(meters, "gapless.queue.drain.seconds", "until none waits, at that speed");
    }

    void sample() {
        sampler.sample();
        Map<Tags, Double> depth = new HashMap<>();
        Map<Tags, Double> growth = new HashMap<>();
        Map<Tags, Double> drain = new HashMap<>();
        for (QueueView queue : sampler.queues()) {
            Tags tags = Tags.of("topic", queue.topic());
            if (queue.depth() != null) {
                depth.put(tags, queue.depth().doubleValue());
            }
            if (queue.perSecond() != null) {
                growth.put(tags, queue.perSecond());
            }
            if (queue.secondsToDrain() != null) {
                drain.put(tags, queue.secondsToDrain().doubleValue());
            }
        }
        depths.show(depth);
        growths.show(growth);
        drains.show(drain);
    }
}
