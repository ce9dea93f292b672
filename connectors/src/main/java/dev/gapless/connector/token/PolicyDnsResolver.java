package dev.gapless.connector.token;

import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.HostForm;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names, and refuses those that lead to addresses that are not allowed. A manifest is written by a user. A
 * name in it may point to an internal server, today or after a change of DNS. Each connect resolves the name here and
 * connects to the answer, so there is no moment between check and use.
 */
public final class PolicyDnsResolver implements DnsResolver {

    private final DnsResolver names;
    private final AddressPolicy policy;
    private final NetworkRule rule;

    public PolicyDnsResolver(DnsResolver names, AddressPolicy policy, NetworkRule rule) {
        this.names = names;
        this.policy = policy;
        this.rule = rule;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (!HostForm.isPlain(host)) {
            throw new PrivateAddressException(host);
        }
        InetAddress[] addresses = names.resolve(host);
        if (!Arrays.stream(addresses).allMatch(address -> policy.permits(rule, address))) {
            throw new PrivateAddressException(host);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }
}
