package dev.gapless.testing.fuzz;

/**
 * An answer that no request may get.
 *
 * @param status of HTTP; 0 without an answer
 * @param example a request that got it, and what it got
 * @param times how many requests of the operation got this status
 */
public record FuzzFinding(String operation, int status, String example, int times) {

    FuzzFinding again() {
        return new FuzzFinding(operation, status, example, times + 1);
    }
}
