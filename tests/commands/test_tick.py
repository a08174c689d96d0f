import time
from tests.commands.street import DIGEST, ISSUE, Street

def test_x(street):
    for w in (["tick"],["tick"],["status"],["show",ISSUE],["doctor"],["preview","--to",str(street.folder/"p")],["post",DIGEST], ["show", ISSUE+"/3"]):
        t=time.perf_counter()
        r = street.run(*w)
        print("$", *w, r.code, time.perf_counter()-t);
    print(r.out)
    print(len(street.topics))
    t=time.perf_counter()
    street.world.reset()
    print(time.perf_counter()-t)
def test_y(street):
    test_x(street)
