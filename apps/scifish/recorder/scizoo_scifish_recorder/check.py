"""`scizoo-scifish-recorder [URL]`: where the folders for Sardana are, and whether SciFish fits this recorder."""

import json
import os
import sys
import urllib.error
import urllib.request

from . import PROTOCOL, __version__

DEFAULT_URL = "http://127.0.0.1:3020"


def verdict(answer, protocol=PROTOCOL):
    """(fits, sentence) from what SciFish says about itself."""
    version, taken = answer.get("version", "?"), answer.get("recorderProtocols") or []
    if protocol in taken:
        return True, "SciFish %s takes this recorder (%s)." % (version, __version__)
    renew = "SciFish" if taken and protocol > max(taken) else "the recorder"
    return False, "SciFish %s takes recorders of protocol %s, this one (%s) speaks %s: update %s." % (
        version, ", ".join(map(str, taken)) or "?", __version__, protocol, renew)


def ask(url, limit=5.0):
    # a proxy of the network has no business between two programs of one machine
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url.rstrip("/") + "/version", timeout=limit) as answer:
        return json.load(answer)


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    url = arguments[0] if arguments else os.environ.get("SCIFISH_URL") or DEFAULT_URL
    folder = os.path.dirname(os.path.abspath(__file__))
    print("RecorderPath: %s" % folder)
    print("MacroPath:    %s" % os.path.join(folder, "macros"))
    try:
        fits, sentence = verdict(ask(url))
    except (OSError, ValueError) as error:
        fits, sentence = False, "SciFish at %s does not answer: %s" % (url, getattr(error, "reason", error))
    print(sentence)
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
