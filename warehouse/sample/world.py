"""Who there is in the sample: districts, departments, staff, and customers by district.

Belongs here: the standing facts that every other module draws on.
Does not belong here: anything that happens in the months covered.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.rhythm import Rng, Span

DISTRICTS = ("城关", "东湖", "南塘", "西郊", "北苑", "高新", "临港", "新城")
STREETS = ("人民路", "解放路", "建设街", "中山路", "和平里", "滨河道", "文化巷", "工业大道")

CENTRAL = (
    ("D-BIZ", "营业服务部", "business_service"),
    ("D-SVC", "客户服务中心", "service_center"),
    ("D-NET", "管网部", "network"),
    ("D-PROD", "生产技术部", "production"),
    ("D-WQ", "水质科", "water_quality"),
    ("D-MET", "计量室", "metrology"),
    ("D-SAVE", "节水办", "water_saving"),
    ("D-INFO", "信息中心", "information"),
    ("D-OFF", "办公室", "office"),
    ("D-QS", "服务质量监督科", "quality_supervision"),
)

ROUTES = {
    "municipal_pressure_volume": "D-PROD",
    "user_pressure_volume": "D-NET",
    "water_quality": "D-WQ",
    "meter_fault": "D-NET",
    "billing": "D-BIZ",
    "service_complaint": "D-SVC",
    "enquiry": "D-SVC",
    "application": "D-BIZ",
    "outage_request": "D-PROD",
    "customer_side": "D-SVC",
    "other": "D-OFF",
}
"""Where a ticket of each category goes; a public leak goes to the network station of the district."""

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Post:
    """A post: department, name, whether it serves at a counter, and how many hold it."""

    dept_id: str
    name: str
    count: int
    is_window: bool = False


@dataclass(frozen=True)
class World:
    """The utility as it stands."""

    seed: int
    customers: int
    span: Span
    districts: tuple[str, ...]
    works: int
    district_of: Indices
    departments: pl.DataFrame
    staff: pl.DataFrame
    by_post: dict[str, list[str]] = field(repr=False)

    def rng(self, subject: str) -> Rng:
        """Open the stream of random numbers of one subject, independent of the others."""
        return np.random.Generator(np.random.PCG64([self.seed, zlib.crc32(subject.encode())]))

    def station(self, district: int) -> str:
        """Name the network station of a district."""
        return f"D-N{district + 1:02d}"

    def holders(self, post: str, rng: Rng, count: int) -> list[str]:
        """So many holders of a post, drawn evenly."""
        people = np.array(self.by_post[post])
        drawn: list[str] = people[rng.integers(0, len(people), size=count)].tolist()
        return drawn

    def crew_of(self, district: Indices, rng: Rng) -> list[str]:
        """Draw a member of the repair crew of each district given."""
        crews = [
            self.by_post[f"抢修员@{self.station(number)}"] for number in range(len(self.districts))
        ]
        table = np.array([crew[: min(map(len, crews))] for crew in crews])
        drawn: list[str] = table[
            district, rng.integers(0, table.shape[1], size=len(district))
        ].tolist()
        return drawn

    def customer_ids(self, customers: Indices) -> list[str]:
        """Account numbers of customers."""
        return [f"C-{number + 1:06d}" for number in customers.tolist()]


def build(seed: int, customers: int, span: Span) -> World:
    """Found the utility."""
    rng = np.random.Generator(np.random.PCG64([seed, zlib.crc32(b"world")]))
    count = int(np.clip(2 + customers // 8000, 2, len(DISTRICTS)))
    districts = DISTRICTS[:count]
    works = 1 if customers < 10_000 else 2  # noqa: PLR2004 - a town this size has a second works
    staff = _staff(_posts(count, customers, works), rng)
    by_post: dict[str, list[str]] = {}
    for staff_id, dept_id, post in staff.select("staff_id", "dept_id", "post").iter_rows():
        by_post.setdefault(post, []).append(staff_id)
        by_post.setdefault(f"{post}@{dept_id}", []).append(staff_id)
    share = rng.dirichlet(np.full(count, 8.0))
    return World(
        seed=seed,
        customers=customers,
        span=span,
        districts=districts,
        works=works,
        district_of=rng.choice(count, size=customers, p=share).astype(np.int64),
        departments=_departments(districts, works, by_post),
        staff=staff,
        by_post=by_post,
    )


def write(world: World, inbox: Inbox) -> None:
    """Deliver departments, staff and certificates."""
    inbox.put("departments", world.departments)
    inbox.put("staff", world.staff)


def _posts(districts: int, customers: int, works: int) -> list[Post]:
    size = customers / 10_000
    posts = [Post(dept_id, "部长", 1) for dept_id, _, _ in CENTRAL]
    posts += [
        Post("D-BIZ", "窗口营业员", 3 + round(size * 2), is_window=True),
        Post("D-BIZ", "抄表员", max(3, customers // 2500)),
        Post("D-BIZ", "报装专员", 2 + round(size)),
        Post("D-SVC", "坐席员", 6 + round(size * 3)),
        Post("D-SVC", "回访员", 2 + round(size)),
        Post("D-NET", "管网工程师", 3),
        Post("D-PROD", "调度员", 4),
        Post("D-WQ", "化验员", 6 + round(size)),
        Post("D-MET", "计量员", 3),
        Post("D-SAVE", "节水管理员", 2),
        Post("D-INFO", "系统管理员", 2),
        Post("D-OFF", "文员", 3),
        Post("D-QS", "督查员", 3),
    ]
    for number in range(districts):
        dept_id = f"D-N{number + 1:02d}"
        posts += [Post(dept_id, "所长", 1), Post(dept_id, "抢修员", 6), Post(dept_id, "巡线工", 3)]
    posts += [Post(f"D-W{number + 1}", "值班长", 4) for number in range(works)]
    return posts


def _staff(posts: list[Post], rng: Rng) -> pl.DataFrame:
    held = [post for post in posts for _ in range(post.count)]
    total = len(held)
    return pl.DataFrame(
        {
            "staff_id": [f"S-{number + 1:04d}" for number in range(total)],
            "dept_id": [post.dept_id for post in held],
            "post": [post.name for post in held],
            "badge_no": [f"GP{1000 + number}" for number in range(total)],
            "is_window": [post.is_window for post in held],
            "month_bonus_cny": rng.integers(8, 25, size=total) * 100.0,
            "month_wage_cny": rng.integers(38, 90, size=total) * 100.0,
            "file_complete": [True] * total,
            "hired_by_procedure": [True] * total,
            "duties_ref": ["岗位职责汇编2025"] * total,
        }
    )


def _departments(
    districts: tuple[str, ...], works: int, by_post: dict[str, list[str]]
) -> pl.DataFrame:
    rows: list[tuple[str, str, str, str | None, str | None, str]] = [
        (dept_id, name, role, None, None, "部长") for dept_id, name, role in CENTRAL
    ]
    rows += [
        (f"D-N{number + 1:02d}", f"{name}管网所", "network_station", "D-NET", name, "所长")
        for number, name in enumerate(districts)
    ]
    rows += [
        (f"D-W{number + 1}", f"第{'一二'[number]}水厂", "works", "D-PROD", None, "值班长")
        for number in range(works)
    ]
    return pl.DataFrame(
        {
            "dept_id": [row[0] for row in rows],
            "name": [row[1] for row in rows],
            "role": [row[2] for row in rows],
            "parent_id": [row[3] for row in rows],
            "district": [row[4] for row in rows],
            "head_id": [by_post[f"{row[5]}@{row[0]}"][0] for row in rows],
            "liaison_id": [by_post[f"{row[5]}@{row[0]}"][-1] for row in rows],
            "rules_ref": [f"{row[1]}服务管理细则" for row in rows],
        }
    )
