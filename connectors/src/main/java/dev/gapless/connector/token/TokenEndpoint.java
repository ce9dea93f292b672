package dev.gapless.connector.token;

import dev.gapless.connector.manifest.part.NetworkRule;
import java.net.URI;
import java.util.Map;

/** Posts a form to a token endpoint; never retries. */
@FunctionalInterface
interface TokenEndpoint {

    /**
     * @param rule which addresses the manifest asks for
     * @param headers may hold a secret
     * @param form may hold a secret
     * @throws InterruptedException when this thread was interrupted during the call
     */
    TokenAnswer post(NetworkRule rule, URI url, Map<String, String> headers, Map<String, String> form)
            throws InterruptedException;
}
