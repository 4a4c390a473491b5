package dev.crossdock.client.http;

import dev.crossdock.transfer.Circumstance;

/**
 * What a request is sent for, in the words of the message that is thrown where it fails.
 *
 * @param action {@code push blob}
 * @param object a digest, a tag; empty text where the action says it all
 * @param place  {@code target eu.example/app}
 * @param wanted what would be right: {@code 201}
 */
public record Errand(String action, String object, String place, String wanted) {
    /** What came back, and what would have been right. Foreign text is to be cleaned before. */
    public Circumstance got(String got, String rather) {
        return new Circumstance(action, object, place, got, rather);
    }

    /** The same errand, on a detour. */
    public Errand by(String detour, String wantedThere) {
        return new Errand(action, object, place + ", " + detour, wantedThere);
    }
}
