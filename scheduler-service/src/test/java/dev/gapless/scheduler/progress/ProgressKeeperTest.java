package dev.gapless.scheduler.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.RequiredTopics;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.Lifecycle;

class ProgressKeeperTest {

    private final LoopHealth health = new LoopHealth();
    private final FakeContainer container = new FakeContainer();
    private boolean ready = true;
    private final ProgressKeeper keeper = new ProgressKeeper(
            container,
            new RequiredTopics() {
                @Override
                public boolean ready() {
                    return ready;
                }

                @Override
                public void await() {
                    throw new AssertionError("a round must not wait");
                }
            },
            health);

    @Test
    void nothing_is_read_before_the_topics_are_ready() {
        ready = false;
        keeper.round();
        assertThat(container.starts).isZero();

        ready = true;
        keeper.round();
        keeper.round();
        assertThat(container.starts).isEqualTo(1);
    }

    @Test
    void a_container_that_ended_by_itself_is_started_again() {
        keeper.round();
        container.running = false;

        keeper.round();

        assertThat(container.starts).isEqualTo(2);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void while_it_cannot_be_started_the_service_is_not_ready() {
        keeper.round();
        container.running = false;
        container.broken = true;
        assertThatThrownBy(keeper::round).isInstanceOf(KafkaException.class);
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

        container.broken = false;
        keeper.round();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(container.running).isTrue();
    }

    private static final class FakeContainer implements Lifecycle {
        private boolean running;
        private boolean broken;
        private int starts;

        @Override
        public void start() {
            if (broken) {
                throw new KafkaException("no address");
            }
            running = true;
            starts++;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
