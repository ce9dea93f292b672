package dev.gapless.scheduler.status;

/** Says in words why an account is not captured. */
final class CaptureWords {

    private CaptureWords() {}

    /**
     * @param cause as the capture service reports it
     * @param detail as the capture service reports it; may be empty
     */
    static String of(String cause, String detail) {
        return switch (cause) {
            case "unconfirmed", "not-connected", "restarted" -> detail;
            case "credential-refused" -> "the credential is refused with status " + detail;
            case "not-ready" -> "the capture service cannot be told what to capture: " + detail;
            case "not_delivered" -> "Kafka does not take what was captured: " + detail;
            case "ledger" -> "the checkpoint service does not answer: " + detail;
            case "silent" -> "the source gives no sign of life";
            case "oversized" -> "the source sent a message that is longer than socket.max-frame";
            case "closed" -> "the source closed the connection: " + detail;
            case "dropped" -> "the connection is gone: " + detail;
            case "protocol" -> "the source breaks the rules of WebSocket or TLS: " + detail;
            case "network" -> "the network failed: " + detail;
            case "broken" -> "an error of Gapless ended the connection: " + detail;
            default -> cause + ": " + detail;
        };
    }
}
