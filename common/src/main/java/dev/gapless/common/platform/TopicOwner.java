package dev.gapless.common.platform;

import dev.gapless.common.platform.TopicRequirement.FoundTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Makes the topics that are absent, compares the others with what they must be, and sets what can be set without risk.
 * It repeats this for as long as the service runs: each second until all is right, then at an interval.
 */
final class TopicOwner implements RequiredTopics, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TopicOwner.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(2);

    /**
     * The latest comparison.
     *
     * @param compared false until Kafka has answered once
     * @param unanswered why Kafka did not answer the last time; null when it did
     */
    record State(
            boolean compared,
            List<TopicDifference> differences,
            @Nullable String unanswered) {

        boolean right() {
            return compared && differences.isEmpty();
        }
    }

    private final List<TopicRequirement> required;
    private final TopicAdmin admin;
    private final Duration every;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile State state = new State(false, List.of(), "not asked yet");
    private volatile boolean opened;
    private volatile @Nullable Thread thread;

    TopicOwner(List<TopicRequirement> required, TopicAdmin admin, Duration every) {
        this.required = List.copyOf(required);
        this.admin = admin;
        this.every = every;
    }

    State state() {
        return state;
    }

    @Override
    public boolean ready() {
        return opened;
    }

    @Override
    public void await() {
        try {
            decided.await();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        if (!opened) {
            throw new TopicsNotReadyException();
        }
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().name("topics").daemon().start(this::run);
    }

    private void run() {
        try (admin) {
            while (true) {
                round();
                TimeUnit.MILLISECONDS.sleep((state.right() ? every : SOON).toMillis());
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("topics-interrupted");
        }
    }

    void round() throws InterruptedException {
        try {
            compared(differences());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            unanswered(e);
        } catch (RuntimeException e) {
            LOG.error("topics-failed-by-bug", e);
            unanswered(e);
        }
    }

    private List<TopicDifference> differences() throws InterruptedException {
        List<String> names = required.stream().map(TopicRequirement::topic).toList();
        Map<String, FoundTopic> found = admin.find(names);
        List<TopicRequirement> absent = required.stream()
                .filter(topic -> !found.containsKey(topic.topic()))
                .toList();
        if (!absent.isEmpty()) {
            return created(absent, admin.create(absent));
        }
        List<TopicDifference> differences = differences(found);
        List<TopicDifference> mendable =
                differences.stream().filter(TopicDifference::mendable).toList();
        if (mendable.isEmpty()) {
            return differences;
        }
        Map<String, String> refusals = admin.set(mendable);
        mendable.stream()
                .filter(mended -> !refusals.containsKey(mended.topic()))
                .forEach(mended -> LOG.warn(
                        "topic-mended topic={} setting={} was={} is={}",
                        mended.topic(),
                        mended.setting(),
                        mended.found(),
                        mended.value()));
        return differences.stream()
                .map(difference -> {
                    String refusal = difference.mendable() ? refusals.get(difference.topic()) : null;
                    return refusal == null ? difference : difference.refused(refusal);
                })
                .toList();
    }

    /** Those that were made now are compared in the next round. */
    private static List<TopicDifference> created(List<TopicRequirement> absent, Map<String, String> refusals) {
        List<TopicDifference> differences = new ArrayList<>();
        for (TopicRequirement topic : absent) {
            String refusal = refusals.get(topic.topic());
            differences.add(
                    refusal == null
                            ? TopicDifference.made(topic.topic())
                            : TopicDifference.absent(topic.topic(), refusal));
        }
        return differences;
    }

    private List<TopicDifference> differences(Map<String, FoundTopic> found) {
        List<TopicDifference> differences = new ArrayList<>();
        for (TopicRequirement topic : required) {
            FoundTopic there = found.get(topic.topic());
            if (there != null) {
                differences.addAll(topic.differences(there));
            }
        }
        return differences;
    }

    private void compared(List<TopicDifference> differences) {
        State before = state;
        State now = new State(true, differences, null);
        state = now;
        if (now.right()) {
            if (!before.right()) {
                LOG.info("topics-ready topics={}", required.size());
            }
            opened = true;
            decided.countDown();
        } else if (!before.differences().equals(differences)) {
            differences.forEach(TopicOwner::log);
        }
    }

    private static void log(TopicDifference difference) {
        if (difference.equals(TopicDifference.made(difference.topic()))) {
            LOG.info("topic-made topic={}", difference.topic());
        } else if (!difference.mendable()) {
            LOG.warn(
                    "topic-not-as-it-must-be topic={} setting={} wanted=\"{}\" found=\"{}\" remedy=\"{}\"",
                    difference.topic(),
                    difference.setting(),
                    difference.wanted(),
                    difference.found(),
                    difference.remedy());
        }
    }

    /** What was seen last still counts: a Kafka that is away changes no topic. */
    private void unanswered(RuntimeException cause) {
        admin.close();
        String why = NestedExceptionUtils.getMostSpecificCause(cause).toString();
        if (!why.equals(state.unanswered())) {
            LOG.warn("topics-not-compared cause=\"{}\"", why);
        }
        state = new State(state.compared(), state.differences(), why);
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        decided.countDown();
        if (running != null) {
            running.interrupt();
            try {
                running.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
