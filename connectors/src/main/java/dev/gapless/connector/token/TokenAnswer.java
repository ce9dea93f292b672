package dev.gapless.connector.token;

/** What one call to a token endpoint came to. */
sealed interface TokenAnswer {

    /**
     * An answer of any status, at most 64 KB of it. It may hold a token: never log it.
     *
     * @param body UTF-8
     */
    record Answered(int status, String body) implements TokenAnswer {

        @Override
        public String toString() {
            return "Answered[" + status + "]";
        }
    }

    /**
     * No answer.
     *
     * @param notPermitted true when the address may not be reached
     */
    record Unanswered(String reason, boolean notPermitted) implements TokenAnswer {}
}
