package dev.gapless.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Ways to write a host in a URL that lead to this machine or to what is around it, or that try to look otherwise. */
public final class AddressForms {

    private AddressForms() {}

    /** 62 forms, as they stand in a URL. */
    public static List<String> hosts() {
        return List.of(
                // the loopback address in decimal, octal, hexadecimal and mixed notations
                "127.0.0.1",
                "127.0.0.1.",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f000001",
                "0x7F.0x0.0x0.0x1",
                "0x7f.1",
                "0177.0.0.1",
                "017700000001",
                "0177.0.0.01",
                "00000177.0.0.1",
                "127.000.000.001",
                "127.0.0.0x1",
                "127.255.255.254",
                "0.0.0.0",
                "0",
                "0x0",
                // names
                "localhost",
                "LOCALHOST",
                "localhost.",
                "printer.localhost",
                "ip6-localhost",
                // IPv6: loopback, mapped, compatible, NAT64, 6to4, Teredo, ISATAP, with a zone
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[0000:0000:0000:0000:0000:0000:0000:0001]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[0:0:0:0:0:ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "[::7f00:1]",
                "[64:ff9b::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b:1::7f00:1]",
                "[2002:7f00:1::]",
                "[2001:0:7f00:1::80ff:fffe]",
                "[2a00:1450:4001:81b:0:5efe:7f00:1]",
                "[::1%25lo]",
                "[fe80::1]",
                "[fe80::1%25lo]",
                "[fec0::1]",
                "[fc00::1]",
                "[ff02::1]",
                // metadata services
                "169.254.169.254",
                "0xa9fea9fe",
                "2852039166",
                "0251.0376.0251.0376",
                "[::ffff:169.254.169.254]",
                "[fd00:ec2::254]",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                // other networks
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "198.18.0.1",
                "255.255.255.255",
                "224.0.0.1",
                // what a careless parser takes for something else
                "example.com@127.0.0.1",
                "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
                "127\u30020\u30020\u30021");
    }

    /** Those of {@link #hosts()} that are addresses as a name server could give them. */
    public static List<InetAddress> addresses() {
        List<InetAddress> addresses = new ArrayList<>();
        for (String host : hosts()) {
            String bare = host.replace("[", "").replace("]", "");
            try {
                addresses.add(InetAddress.ofLiteral(bare));
            } catch (IllegalArgumentException e) {
                // a name, or a form that no name server gives: it is no address
            }
        }
        return addresses;
    }

    /** Counts the connections to a port of both loopback addresses, and answers none. */
    public static final class ConnectionCounter implements AutoCloseable {

        private final AtomicInteger reached = new AtomicInteger();
        private final List<ServerSocket> sockets = new ArrayList<>();
        private final int port;

        public ConnectionCounter() {
            try {
                ServerSocket first = new ServerSocket();
                sockets.add(first);
                first.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                port = first.getLocalPort();
                ServerSocket second = new ServerSocket();
                sockets.add(second);
                second.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), port));
            } catch (IOException e) {
                close();
                throw new UncheckedIOException(e);
            }
            sockets.forEach(socket -> Thread.ofVirtual().start(() -> accept(socket)));
        }

        private void accept(ServerSocket socket) {
            try {
                while (true) {
                    Socket caller = socket.accept();
                    reached.incrementAndGet();
                    caller.close();
                }
            } catch (IOException e) {
                // the socket was closed: the counting is over
            }
        }

        public int port() {
            return port;
        }

        /** How many connections were made so far. */
        public int reached() {
            return reached.get();
        }

        @Override
        public void close() {
            for (ServerSocket socket : sockets) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
