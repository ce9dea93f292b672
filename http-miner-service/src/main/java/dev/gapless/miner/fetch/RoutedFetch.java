package dev.gapless.miner.fetch;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.PolicyDnsResolver;
import dev.gapless.connector.token.PrivateAddressException;
import dev.gapless.miner.fetch.FetchOutcome.Cause;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls some sources through a proxy, and all others directly. The proxy connects, so a name's addresses are checked
 * here before each call. Between the two the name may come to mean another address. What a proxy reaches is therefore
 * its own to restrict too.
 *
 * @param sources names of those that are called through the proxy
 * @param permittedNames for manifests that may ask for inner addresses
 */
record RoutedFetch(
        PageFetch direct,
        PageFetch proxied,
        Set<String> sources,
        PolicyDnsResolver permittedNames,
        PolicyDnsResolver publicNames)
        implements PageFetch {

    @Override
    public FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most)
            throws InterruptedException {
        if (!sources.contains(source.spec().source())) {
            return direct.fetch(source, call, credential, most);
        }
        try {
            (NetworkRule.of(source).allowPrivate() ? permittedNames : publicNames)
                    .resolve(call.uri().getHost());
        } catch (PrivateAddressException e) {
            return new FetchResult(new PermanentFault(
                    "the host leads to a private address, which the manifest or the operator does not permit"));
        } catch (UnknownHostException e) {
            return new FetchResult(new TransientFault(Cause.NETWORK, "the host name has no address"));
        }
        return proxied.fetch(source, call, credential, most);
    }
}
