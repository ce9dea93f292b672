package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Aspect;
import java.util.Set;

/** Which aspects a stream's items have. */
@FunctionalInterface
public interface StreamAspects {

    /** @return empty when no manifest says so */
    Set<Aspect> of(String source, String stream);
}
