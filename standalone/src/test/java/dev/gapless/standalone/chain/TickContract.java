package dev.gapless.standalone.chain;

import java.io.IOException;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * A contract that counts: called with n, it emits n logs numbered on from the last, without a hole. Written as the
 * machine's own instructions, so that no compiler is needed.
 */
final class TickContract {

    /** Any value will do as the event's name. */
    private static final String TOPIC = "71".repeat(32);

    private static final int LOOP = 6;

    private final ChainClient chain;
    private final String owner;
    private final String address;

    private TickContract(ChainClient chain, String owner, String address) {
        this.chain = chain;
        this.owner = owner;
        this.address = address;
    }

    static TickContract deploy(ChainClient chain) throws IOException, InterruptedException {
        String owner = chain.call("eth_accounts").get(0).asString();
        String transaction = chain.call(
                        "eth_sendTransaction", Map.of("from", owner, "data", "0x" + deployment(), "gas", "0x100000"))
                .asString();
        JsonNode receipt = Awaitility.await()
                .until(() -> chain.call("eth_getTransactionReceipt", transaction), answer -> !answer.isNull());
        return new TickContract(chain, owner, receipt.get("contractAddress").asString());
    }

    String address() {
        return address;
    }

    void tick(int logs) throws IOException, InterruptedException {
        String count = "%064x".formatted(logs);
        chain.call("eth_sendTransaction", Map.of("from", owner, "to", address, "data", "0x" + count, "gas", "0x80000"));
    }

    private static String runtime() {
        String begin = "600054" // the counter, from storage
                + "600035"; // how many are wanted
        String body = "5b" // LOOP
                + "8015" + "60%02x" + "57" // none left: to the end
                + "81" + "7f" + TOPIC + "6020" + "6000" + "a2" // emit one, with the counter as its topic
                + "90600101" + "90" // count on
                + "60019003" // one fewer is wanted
                + "60%02x".formatted(LOOP) + "56"; // again
        int end = (begin.length() + body.formatted(0).length()) / 2;
        return begin + body.formatted(end) + "5b50" + "600055" + "00"; // keep the counter
    }

    /** Copies the runtime, which begins behind these twelve bytes, and returns it. */
    private static String deployment() {
        String runtime = runtime();
        return "61%04x".formatted(runtime.length() / 2) + "80" + "600c" + "6000" + "39" + "6000" + "f3" + runtime;
    }
}
