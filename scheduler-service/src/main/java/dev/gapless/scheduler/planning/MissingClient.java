package dev.gapless.scheduler.planning;

import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingResponse;

/** The checkpoint service's word on what is missing. */
@FunctionalInterface
public interface MissingClient {

    /**
     * @return one entry a horizon, in its order
     * @throws org.springframework.web.client.RestClientException when there is no answer; which says nothing about what
     *     is missing
     */
    MissingResponse ask(MissingRequest query);
}
