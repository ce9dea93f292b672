package dev.gapless.standalone.suite;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/** A name service in which one name appears when a test says so; all others are looked up as ever. */
public final class LateName extends InetAddressResolverProvider {

    static final String NAME = "late-kafka.test";

    private static volatile boolean there;

    static void appear() {
        there = true;
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver others = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                if (!host.equals(NAME)) {
                    return others.lookupByName(host, policy);
                }
                if (!there) {
                    throw new UnknownHostException(host);
                }
                return Stream.of(InetAddress.getByAddress(NAME, new byte[] {127, 0, 0, 1}));
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return others.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "late";
    }
}
