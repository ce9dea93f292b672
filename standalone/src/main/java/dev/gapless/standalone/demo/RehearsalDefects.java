package dev.gapless.standalone.demo;

import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.standalone.suite.SuiteService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;

/** What is put into the miner of a rehearsed suite: a clock that can be set wrong, and an error that can be made. */
final class RehearsalDefects {

    private final AtomicInteger errors = new AtomicInteger();
    private final WrongClock clock;

    RehearsalDefects(Clock clock) {
        this.clock = new WrongClock(clock);
    }

    /** The miner's clock. */
    private static final class WrongClock extends Clock {

        private final Clock right;
        private volatile Duration ahead = Duration.ZERO;

        private WrongClock(Clock right) {
            this.right = right;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.offset(right.withZone(zone), ahead);
        }

        @Override
        public Instant instant() {
            return right.instant().plus(ahead);
        }
    }

    /** Puts both into a miner before it starts. */
    SpringApplicationBuilder into(SuiteService service, SpringApplicationBuilder application) {
        return service == SuiteService.MINER
                ? application.initializers(context -> {
                    ((GenericApplicationContext) context).registerBean("rehearsedClock", Clock.class, () -> clock);
                    context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                        @Override
                        public Object postProcessAfterInitialization(Object bean, String name) {
                            return bean instanceof PageFetch fetch ? failing(fetch) : bean;
                        }
                    });
                })
                : application;
    }

    void putClockAhead(Duration by) {
        clock.ahead = by;
    }

    /** Throws what nothing expects, as often as it is told. */
    private PageFetch failing(PageFetch fetch) {
        return (source, call, credential, most) -> {
            if (errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("a rehearsed error of the program");
            }
            return fetch.fetch(source, call, credential, most);
        };
    }

    /** @param times how often a call throws */
    void makeErrors(int times) {
        errors.set(times);
    }
}
